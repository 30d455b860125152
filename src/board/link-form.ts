import { phrase } from '../../words/phrase.ts'
import { make, makeButton } from '../elements/element.ts'
import { hostToken, tokenIn } from '../page/host-token.ts'

/**
 * Asks for the board's link where the browser has none that is good.
 * @param why in a sentence. @param open is told the token that the host has given.
 */
export function showLinkForm(place: HTMLElement, why: string, open: (token: string) => void): void {
  const wrong = make('p', { className: 'board-wrong', id: 'board-link-wrong', role: 'alert' })
  const field = make('input', {
    type: 'password',
    id: 'board-link',
    required: true,
    autocomplete: 'off',
    spellcheck: false,
  })
  field.setAttribute('aria-describedby', 'board-link-hint board-link-wrong')
  const form = make(
    'form',
    { className: 'board-link' },
    make('h2', { textContent: phrase('board.link-title') }),
    make('p', { textContent: why }),
    make('label', { htmlFor: 'board-link', textContent: phrase('board.link-label') }),
    field,
    make('p', {
      className: 'board-hint',
      id: 'board-link-hint',
      textContent: phrase('board.link-hint'),
    }),
    wrong,
    make('button', { className: 'board-primary', textContent: phrase('board.link-open') }),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const token = tokenIn(field.value)
    if (token === undefined) {
      wrong.textContent = phrase('board.link-wrong')
      field.ariaInvalid = 'true'
      field.focus()
      return
    }
    open(token)
  })
  const earlier = hostToken()
  if (earlier !== undefined) {
    form.append(makeButton(phrase('board.link-earlier'), () => open(earlier)))
  }
  place.replaceChildren(form)
}

import { phrase } from '../../words/phrase.ts'

for (const place of document.querySelectorAll<HTMLElement>('file-link')) {
  const link = document.createElement('a')
  link.href = '#'
  link.append(...place.childNodes)
  place.append(link)
}

for (const place of document.querySelectorAll<HTMLElement>('saved-file')) {
  const actions = document.createElement('div')
  actions.className = 'file-actions not-content'
  const status = document.createElement('p')
  status.role = 'status'
  const { file = '', path = '' } = place.dataset
  actions.append(
    button('save', file, phrase('editor.save-to-sandbox')),
    button('edit', path, phrase('editor.open-here')),
    status,
  )
  place.append(actions)
}

document.addEventListener('click', async (event) => {
  const pressed = (event.target as Element).closest<HTMLElement>('[data-edit], [data-save]')
  if (!pressed) return
  event.preventDefault()
  try {
    // Nothing of the editor is loaded before it is wanted.
    const { act } = await import('./file-actions.ts')
    await act(pressed)
  } catch {
    const status = pressed.parentElement?.querySelector('[role=status]')
    if (status) status.textContent = phrase('editor.not-loaded')
    else pressed.title = phrase('editor.not-loaded')
  }
})

function button(action: 'save' | 'edit', value: string, label: string): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'task-button'
  made.dataset[action] = value
  made.textContent = label
  return made
}

import { phrase } from '../../words/phrase.ts'
import { adoptStyles } from './adopt-styles.ts'
import styles from './notice-line.css?inline'

/** One line at the edge of the page, which the reader may put away. */
export interface NoticeLine {
  readonly text: HTMLElement
  /** Adds a button before the one that puts the line away. */
  addButton(label: string, press: () => void): void
  remove(): void
}

/** Around the lines, as in the stylesheet. */
const MARGIN_PIXELS = 12

let place: HTMLElement | undefined

/** Shows a line; a screen reader reads what is put into its text, but not what ticks there. */
export function showNotice(onDismiss: () => void): NoticeLine {
  const line = document.createElement('div')
  line.className = 'sandbox-notice'
  const text = document.createElement('p')
  const dismiss = button('×', onDismiss)
  dismiss.ariaLabel = phrase('notice.dismiss')
  dismiss.dataset['action'] = 'dismiss'
  line.append(text, dismiss)
  container().append(line)
  return {
    text,
    addButton: (label, press) => dismiss.before(button(label, press)),
    remove: () => line.remove(),
  }
}

function container(): HTMLElement {
  if (place) return place
  adoptStyles(styles)
  place = document.createElement('aside')
  place.className = 'sandbox-notices not-content'
  place.ariaLabel = phrase('notice.label')
  place.ariaLive = 'polite'
  document.body.append(place)
  new ResizeObserver(leaveRoom).observe(place)
  return place
}

/** Where a terminal has the whole of a small screen, its first rows are below the lines. */
function leaveRoom(): void {
  const height = place?.offsetHeight ?? 0
  const room = height === 0 ? 0 : height + 2 * MARGIN_PIXELS
  document.documentElement.style.setProperty('--notices-room', `${room}px`)
}

function button(label: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = label
  made.addEventListener('click', press)
  return made
}

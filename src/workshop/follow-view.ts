import type { OutputFrame } from '../../protocol/frames.ts'
import type { WorkshopNews } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { dock } from '../dock/dock.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import { copyText } from '../page/clipboard.ts'
import { typedCommand } from '../page/kept-commands.ts'
import { screenText } from '../page/screen-text.ts'
import styles from './follow.css?inline'
import { FollowScreen, type ShownScreen } from './follow-screen.ts'

type RanCommand = NonNullable<Extract<WorkshopNews, { news: 'command' }>['command']>

export interface FollowViewEvents {
  /** A piece of the output is missing: the screen is needed anew. */
  readonly onGap: () => void
  /** The reader sees it, or no longer. */
  readonly onShown: (isShown: boolean) => void
  /** The reader has closed it. */
  readonly onClosed: () => void
}

/** The host's terminal in the reader's dock, with the host's last command to copy or to run. */
export class FollowView {
  readonly label: string
  readonly element = document.createElement('div')
  readonly #events: FollowViewEvents
  readonly #screen: FollowScreen
  readonly #command = document.createElement('div')
  readonly #line = document.createElement('code')
  readonly #status = document.createElement('p')
  /** Offset of the byte that comes next; undefined until there is a screen. */
  #offset: number | undefined
  #typed = ''
  #isOpen = false

  constructor(host: string, events: FollowViewEvents) {
    adoptStyles(styles)
    this.label = phrase('follow.tab', { host })
    this.#events = events
    this.element.className = 'follow-view'
    // The dock has to be there before the letters are measured.
    this.open()
    this.#screen = new FollowScreen(this.element)
    this.#screen.element.ariaLabel = this.label
    this.#line.translate = false
    this.#command.className = 'follow-command'
    this.#command.hidden = true
    this.#command.append(
      this.#line,
      button(phrase('follow.copy'), () => this.#copy()),
      button(phrase('follow.run'), () => this.#run()),
    )
    const foot = document.createElement('div')
    foot.className = 'terminal-foot'
    this.#status.className = 'follow-status'
    this.#status.role = 'status'
    this.#status.textContent = phrase('follow.read-only', { host })
    foot.append(this.#status)
    this.element.append(this.#command, foot)
  }

  open(): void {
    this.#isOpen = true
    dock.receive(this)
  }

  /** The host shows it no longer. */
  end(): void {
    this.#isOpen = false
    dock.dismiss(this)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Called by the dock. */
  shown(isInFront: boolean): void {
    this.#events.onShown(isInFront)
  }

  /** Called by the dock. */
  closed(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    dock.dismiss(this)
    this.#events.onClosed()
  }

  screen(screen: ShownScreen | null): void {
    this.#offset = screen?.offset
    if (screen) this.#screen.show(screen)
    else this.#screen.clear()
  }

  output({ offset, bytes }: OutputFrame): void {
    if (this.#offset === undefined) return
    if (offset !== this.#offset) {
      this.#offset = undefined
      this.#events.onGap()
      return
    }
    this.#offset += bytes.length
    this.#screen.write(bytes)
  }

  async command(command: RanCommand | null): Promise<void> {
    this.#typed = command ? await typedOf(command) : ''
    this.#line.textContent = this.#typed
    this.#line.title = this.#typed
    this.#command.hidden = this.#typed === ''
  }

  async #copy(): Promise<void> {
    const isCopied = await copyText(this.#typed)
    this.#status.textContent = isCopied ? phrase('copy.done') : phrase('copy.refused')
  }

  #run(): void {
    if (!dock.type([this.#typed])) this.#status.textContent = phrase('task.type-busy')
  }
}

/** @returns the command as it would be typed again. */
async function typedOf({ prompt, line, columns }: RanCommand): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const before = await screenText(bytes(prompt), columns)
  return typedCommand(before, await screenText(bytes(line), columns))
}

function button(label: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'terminal-button'
  made.textContent = label
  made.addEventListener('click', press)
  return made
}

import { phrase } from '../../words/phrase.ts'
import { type BlockState, stateAttribute, stateWords } from '../live-terminal/block-state.ts'
import { LiveBlock } from '../live-terminal/live-block.ts'
import { remember, remembered } from '../page/remembered.ts'
import { type DockGuest, DockPanel } from './dock-panel.ts'
import { setDockOpen } from './dock-state.ts'

/** The dock's terminal within the reader's sandbox. */
const TERMINAL = 'dock/shell'

/** How often a running command's time is renewed, in milliseconds. */
const TICK_MILLISECONDS = 1000

/** One terminal beside the text: the same shell on every page, for whatever the reader wants. */
class Dock {
  readonly #panel = new DockPanel({
    onNewShell: () => this.#newShell(),
    onFiles: () => void this.#openFiles(),
    onClose: () => this.close(),
    onOwn: () => this.open(),
  })
  #guest: DockGuest | undefined
  #terminal: LiveBlock | undefined
  #state: BlockState = { name: 'recorded' }
  #commands: readonly string[] = []
  /** What had the focus before the dock did. */
  #before: Element | null = null

  get isOpen(): boolean {
    return this.#panel.isOpen
  }

  /** Whether its own terminal can be seen. */
  get isInFront(): boolean {
    return this.#panel.isOwnInFront
  }

  /** Opens the shell that there is, or a new one, and takes the focus there. */
  open(): void {
    if (!this.isOpen) this.#before = document.activeElement
    this.#panel.open()
    this.#panel.showOwn()
    setDockOpen(true)
    // The terminal takes the focus from its own frame alone.
    this.#panel.element.focus()
    if (this.#isBusy) this.#terminal?.focus()
    else this.#type([])
  }

  /** Shows the shell that was open on the page before; without one the dock stays closed. */
  resume(): void {
    if (remembered(TERMINAL) !== 'lives') {
      setDockOpen(false)
      return
    }
    this.#panel.open()
    this.#shell().resume()
  }

  close(): void {
    this.#panel.close()
    setDockOpen(false)
    if (this.#before instanceof HTMLElement) this.#before.focus()
  }

  /**
   * Shows something beside the own terminal, in front of it unless the reader types there. The focus
   * stays where it is.
   */
  receive(guest: DockGuest): void {
    const isTyping = this.#panel.body.contains(document.activeElement)
    this.#guest = guest
    this.#panel.open()
    setDockOpen(true)
    this.#panel.receive(guest, !isTyping)
  }

  /** Shows that no longer. Where there was nothing else, the dock closes. */
  dismiss(guest: DockGuest): void {
    if (this.#guest !== guest) return
    this.#guest = undefined
    this.#panel.dismiss()
    if (this.isOpen && this.#terminal === undefined) this.close()
  }

  /**
   * Types commands and runs them, each when the shell waits for one.
   * @returns whether it does: nothing is typed into a program that runs.
   */
  type(commands: readonly string[]): boolean {
    const isBusy = this.#isBusy
    this.open()
    if (!isBusy) this.#type(commands)
    return !isBusy
  }

  /** Something runs, or the terminal is being opened. */
  get #isBusy(): boolean {
    return ['running', 'starting', 'queued'].includes(this.#state.name)
  }

  #type(commands: readonly string[]): void {
    this.#commands = commands
    this.#shell().run()
  }

  #newShell(): void {
    this.#panel.element.focus()
    this.#commands = []
    this.#shell().restart()
  }

  async #openFiles(): Promise<void> {
    try {
      const { editor } = await import('../editor/editor.ts')
      await editor.openList()
    } catch {
      this.#panel.say('offline', phrase('editor.not-loaded'), 'polite')
    }
  }

  #shell(): LiveBlock {
    if (this.#terminal) return this.#terminal
    this.#terminal = new LiveBlock({
      name: TERMINAL,
      block: () => ({
        name: TERMINAL,
        commands: [...this.#commands],
        exit: 0,
        until: undefined,
        capture: undefined,
      }),
      body: this.#panel.body,
      onState: (state) => this.#show(state),
      onLiving: (living) => {
        remember(TERMINAL, living === 'yes' ? 'lives' : undefined)
        // The shell of the page before has ended meanwhile.
        if (living === 'no' && !this.#guest) this.close()
      },
      onPlayed: () => {},
      onUnreachable: async () => '',
      onLeave: () => this.#panel.focusBar(),
    })
    setInterval(
      () => this.#say(this.#state.name === 'running' ? 'off' : 'polite'),
      TICK_MILLISECONDS,
    )
    return this.#terminal
  }

  #show(state: BlockState): void {
    this.#state = state
    this.#say()
  }

  /** The sentences name the button of a block; the dock's has a name of its own. */
  #say(live: 'polite' | 'off' = 'polite'): void {
    const words = stateWords(this.#state, performance.now())
    const run = new RegExp(`(?<!\\p{L})${phrase('block.run')}(?!\\p{L})`, 'u')
    const said = words.replace(run, phrase('dock.new-shell-named'))
    this.#panel.say(stateAttribute(this.#state), said, live)
  }
}

export const dock = new Dock()

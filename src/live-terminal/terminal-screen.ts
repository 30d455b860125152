import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import xtermStyles from '@xterm/xterm/css/xterm.css?inline'
import { phrase } from '../../words/phrase.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import inputStyles from '../styles/terminal-input.css?inline'
import { CursorView } from './cursor-view.ts'
import { watchCutEdges } from './cut-edges.ts'
import { KeyBar } from './key-bar.ts'
import { say } from './passing-notice.ts'
import { notSentSentence, takePastes } from './paste-input.ts'
import { screenReaderMode } from './screen-reader.ts'
import type { SearchBar } from './search-bar.ts'
import { copySelection, copySelections } from './selection.ts'
import { handleKeys, IS_MAC } from './terminal-keyboard.ts'
import { TerminalLayout } from './terminal-layout.ts'
import { answerQueriesOnlyWhile } from './terminal-queries.ts'
import sharedStyles from './terminal-shared.css?inline'
import { TerminalStop } from './terminal-stop.ts'
import { onThemeChange, terminalTheme } from './terminal-theme.ts'
import { TerminalTools } from './terminal-tools.ts'
import { TextInput } from './text-input.ts'

/** Lines that the reader can scroll back to. */
const SCROLLBACK_LINES = 5000

export interface ScreenEvents {
  /** @returns false where it was not taken, since too much waits to be sent. */
  readonly onInput: (data: string) => boolean | undefined
  /** The size for which there is room here changed; in character cells. */
  readonly onResize: (columns: number, rows: number) => void
  /** The reader has come to the terminal, to type. */
  readonly onFocus: () => void
  /** The reader wants a maximised terminal to have its size again. */
  readonly onLeave: () => void
}

/** The terminal in a block's body, in the place of the recorded text once it is shown. */
export class TerminalScreen {
  readonly #terminal: Terminal
  readonly #layout: TerminalLayout
  readonly #body: HTMLElement
  readonly #place: HTMLElement
  readonly #stop: TerminalStop
  readonly #cursor: CursorView
  readonly #onLeave: () => void
  #search: SearchBar | undefined
  #SearchBar: typeof SearchBar | undefined
  /** Nothing was written since it was made or cleared. */
  #isBlank = true
  /** Pieces of history that are yet to be shown: nothing is answered that was asked in them. */
  #history = 0

  constructor(body: HTMLElement, events: ScreenEvents) {
    adoptStyles(xtermStyles)
    adoptStyles(inputStyles)
    this.#body = body
    this.#onLeave = events.onLeave
    this.#place = document.createElement('div')
    this.#place.className = 'terminal-screen'
    this.#place.translate = false
    // As wide as Docker's lists, whatever the page's width: see the stylesheet.
    const sheet = document.createElement('div')
    sheet.className = 'terminal-sheet'
    this.#place.append(sheet, this.#makeSharedButton())
    body.append(this.#place)
    watchCutEdges(this.#place)
    const style = getComputedStyle(sheet)
    const terminal = new Terminal({
      // The search marks what it finds by them.
      allowProposedApi: true,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily: style.fontFamily,
      fontSize: Number.parseFloat(style.fontSize),
      lineHeight: 1.2,
      scrollback: SCROLLBACK_LINES,
      theme: terminalTheme(body),
    })
    this.#terminal = terminal
    const fit = new FitAddon()
    terminal.loadAddon(fit)
    terminal.open(sheet)
    const recorded = body.querySelector<HTMLElement>('.terminal-recorded') ?? undefined
    const parts = { place: this.#place, sheet, recorded }
    this.#layout = new TerminalLayout(terminal, fit, parts, events.onResize)
    screenReaderMode.watch((isOn) => {
      terminal.options.screenReaderMode = isOn
    })
    this.#cursor = new CursorView(terminal, this.#place)
    const keys = new KeyBar(body, {
      type: (data) => this.#type(data),
      focus: () => this.focus(),
      hasApplicationKeys: () => terminal.modes.applicationCursorKeysMode,
    })
    terminal.onData((data) => {
      if (events.onInput(keys.modify(data)) === false) say(notSentSentence(data))
    })
    terminal.onKey(({ key }) => this.#cursor.typed(key))
    answerQueriesOnlyWhile(terminal, () => this.#mayAnswer)
    terminal.textarea?.addEventListener('focus', events.onFocus)
    handleKeys(terminal, new TextInput(terminal, (data) => this.#type(data)), {
      leave: () => this.#leave(),
      copy: () => copySelection(terminal),
      find: () => this.#find(),
    })
    takePastes(this.#place, terminal)
    copySelections(this.#place, terminal)
    if (navigator.maxTouchPoints > 0) {
      void import('./touch-scroll.ts').then(({ scrollByTouch }) =>
        scrollByTouch(this.#place, terminal),
      )
    }
    const block = body.parentElement
    const tools = new TerminalTools(block?.querySelector<HTMLElement>('.terminal-foot') ?? body, {
      find: () => this.#find(),
      help: async () => (await import('./keys-help.ts')).showKeysHelp(IS_MAC),
      restore: () => this.#leave(),
    })
    const title = block?.querySelector('.terminal-title')?.textContent ?? phrase('block.title')
    this.#stop = new TerminalStop(this.#place, terminal, title, (focus) => tools.showHint(focus))
    onThemeChange(() => {
      terminal.options.theme = terminalTheme(body)
    })
    this.#layout.update()
    new ResizeObserver(() => this.#layout.update()).observe(body)
  }

  /** For what there is room here, in character cells. */
  get size(): { columns: number; rows: number } {
    return this.#layout.size
  }

  /** @param size that another page has given the terminal; undefined: this page decides. */
  share(size: { columns: number; rows: number } | undefined): void {
    this.#place.toggleAttribute('data-shared', size !== undefined)
    this.#layout.share(size)
  }

  /**
   * What a shell's terminal has beyond a recording's: the search, and links in the output. Before a
   * reader can type: what is typed right after the key of the search must come to it.
   */
  async loadTools(): Promise<void> {
    const [{ SearchBar }, { WebLinksAddon }] = await Promise.all([
      import('./search-bar.ts'),
      import('@xterm/addon-web-links'),
    ])
    this.#terminal.loadAddon(new WebLinksAddon())
    this.#SearchBar = SearchBar
  }

  get shown(): boolean {
    return this.#layout.isShown
  }

  /** Takes the place of the recorded text, where there is one. */
  show(): void {
    this.#layout.show()
  }

  /** Run begins: what is written next belongs to it. */
  markRun(): void {
    this.#layout.markRun()
  }

  /** Shows the beginning of a long output. */
  showRunStart(): void {
    this.#layout.showRunStart()
  }

  clear(): void {
    if (this.#isBlank) return
    this.#isBlank = true
    this.#terminal.reset()
  }

  /** @param consumed called once it was dealt with. */
  write(output: Uint8Array | string, consumed?: () => void): void {
    this.#isBlank = false
    this.#terminal.write(output, consumed)
  }

  /** Shows what was printed before now. No program waits for an answer to what it asks in there. */
  writeHistory(output: Uint8Array, consumed: () => void): void {
    this.#history += 1
    this.write(output, () => {
      this.#history -= 1
      consumed()
    })
  }

  /** Says something between the lines that is not of the shell. */
  note(words: string): void {
    this.write(`\r\n\x1b[2m[${words}]\x1b[22m\r\n`)
  }

  focus(): void {
    this.#terminal.focus()
  }

  #makeSharedButton(): HTMLButtonElement {
    adoptStyles(sharedStyles)
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'terminal-shared'
    button.textContent = phrase('terminal.use-here')
    button.addEventListener('click', () => this.focus())
    return button
  }

  get #mayAnswer(): boolean {
    return this.#history === 0 && !this.#layout.isShared && !document.hidden
  }

  get #isMaximised(): boolean {
    return this.#place.closest('[data-maximised]') !== null
  }

  #type(data: string): void {
    this.#cursor.typed(data)
    this.#terminal.input(data)
  }

  /** One step out: from the whole window to the text, from the text field to the Tab keys. */
  #leave(): void {
    if (this.#isMaximised) {
      this.#onLeave()
      this.focus()
    } else this.#stop.focus()
  }

  #find(): void {
    if (this.#SearchBar === undefined) {
      void this.loadTools().then(() => this.#find())
      return
    }
    this.#search ??= new this.#SearchBar(this.#body, this.#terminal)
    this.#search.open()
  }
}

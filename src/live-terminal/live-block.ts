import { type ConnectionStatus, LiveError } from '../../protocol/client.ts'
import type { TerminalChannel } from '../../protocol/client-channel.ts'
import { CommandPlayer, type Played } from '../../protocol/command-player.ts'
import type { SandboxStatus } from '../../protocol/messages.ts'
import { PlayedShell } from '../../protocol/played-shell.ts'
import type { ShellMark } from '../../protocol/shell-marks.ts'
import { phrase } from '../../words/phrase.ts'
import { keptLater } from '../page/late-log.ts'
import { page, pageClient, portBoard, watchPage } from '../page/page-client.ts'
import type { PlayedBlock } from '../page/play-outcome.ts'
import { COMMAND_ENDED_EVENT } from '../page/ran-event.ts'
import { rememberDirectory, sandboxMemory } from '../page/sandbox-memory-store.ts'
import { endSentence, queueSentence, startSentence } from '../page/sandbox-sentences.ts'
import type { BlockState, CommandExit } from './block-state.ts'
import { PortChips } from './port-chips.ts'
import { TerminalScreen } from './terminal-screen.ts'

export interface LiveBlockOptions {
  readonly name: string
  /** What Run plays, when it is pressed: with the values that stand in the page then. */
  readonly block: () => PlayedBlock
  readonly body: HTMLElement
  readonly onState: (state: BlockState) => void
  /** `no`: the recorded text is shown; `yes`: a shell lives; `over`: its last screen stays. */
  readonly onLiving: (living: 'no' | 'yes' | 'over') => void
  /** What Run played is over, in a terminal of so many columns. */
  readonly onPlayed: (block: PlayedBlock, played: Played, columns: number) => void
  /**
   * There is no live server, or no way to it.
   * @returns undefined where the screen shows something else now; otherwise what the block says, or
   * no words where that is why the server is not reached.
   */
  readonly onUnreachable: (screen: TerminalScreen) => Promise<string | undefined>
  /** The reader wants to leave the terminal by keyboard. */
  readonly onLeave: () => void
}

/** A terminal of a page: a screen, a shell, and the commands that are typed into it for the reader. */
export class LiveBlock {
  readonly #options: LiveBlockOptions
  readonly #screen: TerminalScreen
  #channel: TerminalChannel | undefined
  #shell = new PlayedShell()
  #state: BlockState = { name: 'recorded' }
  #exit: CommandExit | undefined
  /** When what runs now began: a command that was typed, or the whole of what Run plays. */
  #startedAt: number | undefined
  #player: CommandPlayer | undefined
  /** The screen knows where the Run that is played began. */
  #isRunMarked = false
  #beforeInterruption: BlockState | undefined
  /** Run was pressed, and the terminal gets the focus once it is shown. */
  #wantsFocus = false

  constructor(options: LiveBlockOptions) {
    this.#options = options
    this.#screen = new TerminalScreen(options.body, {
      onInput: (data) => this.#channel?.write(data),
      onResize: (columns, rows) => this.#channel?.resize(columns, rows),
      onFocus: () => this.#channel?.claim(),
      onLeave: options.onLeave,
    })
    portBoard.join(options.name, new PortChips(options.body, options.onLeave))
    watchPage({
      connection: (status) => this.#connection(status),
      sandbox: (status) => this.#sandbox(status),
    })
  }

  /** Types the block's commands into its shell, which is opened first where there is none. */
  run(): void {
    if (['running', 'starting', 'queued'].includes(this.#state.name)) return
    this.#wantsFocus = true
    if (this.#channel) this.#play()
    else this.#openAndPlay()
    this.#takeFocus()
  }

  /** Ctrl+C. */
  stop(): void {
    this.#shell.halt()
    this.#channel?.signal('INT')
    this.focus()
  }

  /** Gives up the reader's place in the queue, for every block that waits. */
  leave(): void {
    pageClient.leaveQueue()
  }

  /** Ends the shell and runs the commands in a new one. */
  restart(): void {
    this.#close()
    this.run()
  }

  /** Finds the shell again that this block had before the page was reloaded. */
  resume(): void {
    if (!this.#channel) this.#open({ resume: true })
  }

  focus(): void {
    this.#screen.focus()
  }

  /** Where the reader has gone elsewhere meanwhile, the focus stays there. */
  #takeFocus(): void {
    if (!this.#wantsFocus || !this.#screen.shown) return
    this.#wantsFocus = false
    const focused = document.activeElement
    const block = this.#options.body.parentElement
    if (focused === document.body || block?.contains(focused)) this.focus()
  }

  /** In which directory a shell begins is known once the server was reached. */
  async #openAndPlay(): Promise<void> {
    this.#set({ name: 'starting', words: phrase('block.opening') })
    try {
      await pageClient.reach()
      this.#open()
      this.#play()
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
      await this.#notReached(error.message)
    }
  }

  async #notReached(sentence: string): Promise<void> {
    const { status } = pageClient
    const isOffered = status === 'unreachable' || status === 'blocked'
    const whyNot = isOffered ? await this.#options.onUnreachable(this.#screen) : ''
    if (whyNot === undefined) {
      this.#set({ name: 'replayed', ...(status === 'blocked' && { words: sentence }) })
    } else {
      this.#failed(whyNot || sentence, false)
    }
  }

  #play(): void {
    const block = this.#options.block()
    const player = new CommandPlayer(block, (data) => this.#channel?.write(data))
    this.#player = player
    this.#startedAt = undefined
    player.played.then((played) => {
      if (this.#player === player) this.#player = undefined
      if (played.end === 'done') this.#screen.showRunStart()
      this.#options.onPlayed(block, played, this.#screen.size.columns)
    })
    this.#isRunMarked = false
    this.#shell.play(player)
    this.#markRun()
  }

  /** A Run begins where its first command was typed: at a prompt that is on the screen by now. */
  #markRun(): void {
    if (this.#isRunMarked || !this.#player?.hasBegun) return
    this.#isRunMarked = true
    this.#screen.markRun()
  }

  #open({ resume = false } = {}): void {
    this.#shell = new PlayedShell(keptLater(this.#options.name, () => this.#screen.size.columns))
    this.#exit = undefined
    const { directory } = sandboxMemory()
    const channel = pageClient.open(
      {
        terminal: this.#options.name,
        ...this.#screen.size,
        ...(directory !== undefined && { directory }),
        resume,
        // A page that nobody looks at takes nothing from one that somebody does.
        claim: !document.hidden,
      },
      {
        onOpened: ({ end, secret }) => {
          this.#shell.opened(end, secret)
          this.#screen.clear()
          void this.#screen.loadTools().catch(() => {})
          this.#options.onLiving('yes')
          this.#screen.show()
          this.#takeFocus()
          if (end > 0) this.#set({ name: 'running', since: performance.now() })
        },
        onOutput: (bytes, consumed, offset) => this.#output(bytes, consumed, offset),
        onSize: ({ owned, ...size }) => this.#screen.share(owned ? undefined : size),
        onWaiting: (characters) => this.#showWaiting(characters),
        onCut: (bytes) => this.#screen.note(phrase('block.output-cut', { bytes })),
        onExit: ({ status }) => this.#over('ended', exitWords(status)),
        onError: (sentence) => this.#failed(sentence, resume),
      },
    )
    this.#channel = channel
    // That an earlier sandbox is gone is no news of the next one.
    if (page.sandbox.state !== 'gone') this.#sandbox(page.sandbox)
  }

  #close(): void {
    this.#shell.close()
    this.#channel?.close()
    this.#channel = undefined
    this.#state = { name: 'recorded' }
  }

  #output(bytes: Uint8Array, consumed: () => void, offset: number): void {
    for (const { mark, isHistory } of this.#shell.push(bytes, offset)) this.#mark(mark, isHistory)
    const history = Math.max((this.#channel?.historyEnd ?? 0) - offset, 0)
    if (history > 0) this.#screen.writeHistory(bytes.subarray(0, history), () => {})
    this.#screen.write(bytes.subarray(history), consumed)
    this.#markRun()
  }

  #mark(mark: ShellMark, isHistory: boolean): void {
    switch (mark.kind) {
      case 'prompt-start':
        return
      case 'prompt-end':
        if (this.#shell.atPrompt) {
          this.#set({ name: 'idle', ...(this.#exit && { exit: this.#exit }) })
        }
        return
      case 'command-start':
        if (!isHistory) portBoard.used(this.#options.name)
        this.#commandStarted(isHistory)
        return
      case 'command-end':
        this.#commandEnded(mark.status)
        if (!isHistory) {
          this.#options.body.dispatchEvent(new Event(COMMAND_ENDED_EVENT, { bubbles: true }))
        }
        return
      case 'directory':
        if (!isHistory) rememberDirectory(mark.path)
    }
  }

  #commandStarted(isHistory: boolean): void {
    const now = performance.now()
    if (this.#player === undefined) this.#startedAt = isHistory ? undefined : now
    else this.#startedAt ??= now
    this.#set({ name: 'running', since: this.#startedAt ?? now })
  }

  #commandEnded(status: number | null): void {
    const milliseconds =
      this.#startedAt === undefined ? undefined : performance.now() - this.#startedAt
    const isMeant = status !== 0 && status === this.#options.block().exit
    this.#exit = { status, isMeant, ...(milliseconds !== undefined && { milliseconds }) }
  }

  #failed(sentence: string, resume: boolean): void {
    this.#channel = undefined
    this.#shell.close()
    // The sandbox's own end has words of its own, and says why.
    if (this.#state.name === 'gone') return
    if (resume && this.#state.name === 'recorded') {
      this.#options.onLiving('no')
      return
    }
    if (this.#screen.shown) this.#over('gone', sentence)
    else this.#set({ name: 'offline', words: sentence })
  }

  #over(name: 'ended' | 'gone', words: string): void {
    this.#channel = undefined
    this.#shell.close()
    if (this.#screen.shown) this.#options.onLiving('over')
    this.#set({ name, words })
  }

  #connection(status: ConnectionStatus): void {
    if (!this.#channel || this.#isWaiting) return
    if (status === 'reconnecting' || status === 'connected')
      this.#showWaiting(this.#channel.waiting)
  }

  /** @param characters that were typed and wait for the connection. */
  #showWaiting(characters: number): void {
    if (this.#isWaiting) return
    const isShown = this.#state.name === 'reconnecting' || this.#state.name === 'sending'
    if (!isShown) this.#beforeInterruption = this.#state
    if (pageClient.status !== 'connected') this.#set({ name: 'reconnecting', characters })
    else if (characters > 0) this.#set({ name: 'sending', characters })
    else if (isShown) this.#set(this.#beforeInterruption ?? { name: 'idle' })
  }

  #sandbox(status: SandboxStatus): void {
    if (!this.#channel) return
    if (status.state === 'queued' && this.#isWaiting) {
      this.#set({ name: 'queued', words: queueSentence(status) })
    }
    if (status.state === 'starting' && this.#isWaiting) {
      this.#set({ name: 'starting', words: startSentence(status) })
    }
    if (status.state === 'gone') this.#over('gone', endSentence(status))
  }

  /** No shell yet: its sandbox starts, or is waited for. */
  get #isWaiting(): boolean {
    return this.#state.name === 'starting' || this.#state.name === 'queued'
  }

  #set(state: BlockState): void {
    this.#state = state
    this.#options.onState(state)
  }
}

function exitWords(status: number | null): string {
  return status === null
    ? phrase('block.shell-ended')
    : phrase('block.shell-ended-with', { status })
}

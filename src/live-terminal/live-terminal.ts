import { type Capture, fillIn } from '../../lesson/capture.ts'
import { phrase } from '../../words/phrase.ts'
import type { NeedsPanel } from '../catch-up/needs-panel.ts'
import { ATTACH_EVENT } from '../page/attach-event.ts'
import { copyText } from '../page/clipboard.ts'
import type { PlayedBlock } from '../page/play-outcome.ts'
import { ranEvent } from '../page/ran-event.ts'
import { remember, remembered } from '../page/remembered.ts'
import type { Replay } from '../replay/replay.ts'
import { type BlockState, stateAttribute, stateWords } from './block-state.ts'
import { watchCutEdges } from './cut-edges.ts'
import type { LiveBlock } from './live-block.ts'
import { valuesShownIn } from './own-values.ts'
import type { TerminalScreen } from './terminal-screen.ts'
import { Toolbar } from './toolbar.ts'

/** How often a running command's time is renewed, in milliseconds. */
const TICK_MILLISECONDS = 1000

/** What a reader does who may be about to press Run: the pointer or the focus comes to the block. */
const APPROACHES = ['pointerenter', 'focusin'] as const

/**
 * One command block of a page. Before the first Run it is the recorded text with a toolbar, and
 * nothing of the terminal is loaded before somebody comes near; from then on a terminal stands in
 * the text's place.
 */
export class LiveTerminal extends HTMLElement {
  #toolbar: Toolbar | undefined
  #block: Promise<LiveBlock> | undefined
  #state: BlockState = { name: 'recorded' }
  #asking: NeedsPanel | undefined
  #shownReplay: Replay | undefined
  #ticker: number | undefined

  connectedCallback(): void {
    if (this.#toolbar) return
    const places = { main: this.#part('.terminal-run'), others: this.#part('.terminal-actions') }
    this.#toolbar = new Toolbar(places, {
      run: () => this.#run(),
      stop: () => this.#act((block) => block.stop()),
      leave: () => this.#act((block) => block.leave()),
      restart: () => this.#act((block) => block.restart()),
      maximise: () => this.#maximise(),
      copy: () => this.#copy(),
    })
    watchCutEdges(this.#part('.terminal-recorded'))
    // What is loaded meanwhile need not be waited for. Where it fails, Run tries again, and says so.
    const load = () => void loadLiveBlock().catch(() => {})
    for (const event of APPROACHES) this.addEventListener(event, load, { once: true })
    this.addEventListener(ATTACH_EVENT, () => this.#act((block) => block.resume()))
    const had = remembered(this.name)
    this.#show({ name: 'recorded', isEmpty: 'unrecorded' in this.dataset })
    if (had === 'lives') this.#act((block) => block.resume())
    // What Run was pressed for has not been run yet.
    if (had === 'waits') this.#act((block) => block.run())
  }

  /** Names the block within the course: `chapter/block`. */
  get name(): string {
    return this.dataset['block'] ?? ''
  }

  /** As they stand in the page: with the reader's own values, or those that were recorded. */
  get commands(): string[] {
    const commands = JSON.parse(this.dataset['commands'] ?? '[]') as string[]
    const values = valuesShownIn(this)
    return commands.map((command) => fillIn(command, values))
  }

  #playedBlock(): PlayedBlock {
    const { exit = 0, until, capture } = this.dataset
    return {
      name: this.name,
      commands: this.commands,
      exit: Number(exit),
      until,
      capture: capture === undefined ? undefined : (JSON.parse(capture) as Capture),
    }
  }

  #part(selector: string): HTMLElement {
    const part = this.querySelector<HTMLElement>(selector)
    if (!part) throw new Error(`The block ${this.name} has no ${selector}.`)
    return part
  }

  async #run(): Promise<void> {
    this.#shownReplay?.stop()
    void reachServer()
    const { needs } = this.dataset
    if (needs === undefined || (await this.#hasNeeds(needs.split(' ')))) {
      await this.#act((block) => block.run())
    }
  }

  /** Before anything is typed that builds on what did not run, the reader is asked. */
  async #hasNeeds(needs: readonly string[]): Promise<boolean> {
    if (this.#asking) {
      this.#asking.focus()
      return false
    }
    const before = this.#state
    this.#show({ name: 'starting', words: phrase('block.opening') })
    try {
      const { askForNeeds } = await import('../catch-up/ask-for-needs.ts')
      const onAsk = (panel: NeedsPanel) => {
        this.#asking = panel
        this.#show(before)
      }
      const goesOn = await askForNeeds({
        before: this.#part('.terminal-foot'),
        kind: 'block',
        needs,
        onAsk,
      })
      if (!goesOn) this.#toolbar?.focus()
      return goesOn
    } catch {
      // What cannot be found out keeps nobody from trying.
      return true
    } finally {
      this.#asking = undefined
    }
  }

  /** Plays the recording. @returns undefined, or in words why none is played, where it is known. */
  async #replay(screen: TerminalScreen): Promise<string | undefined> {
    if ('unrecorded' in this.dataset) return phrase('replay.none')
    try {
      const { replay } = await import('../replay/replay.ts')
      this.#shownReplay = await replay(this.name, this, screen)
      return this.#shownReplay ? undefined : ''
    } catch {
      return ''
    }
  }

  async #act(action: (block: LiveBlock) => void): Promise<void> {
    this.#block ??= this.#load()
    try {
      action(await this.#block)
    } catch {
      this.#block = undefined
      const words = phrase('block.not-loaded')
      this.#show({ name: 'offline', words })
    }
  }

  async #load(): Promise<LiveBlock> {
    if (this.#state.name === 'recorded' && remembered(this.name) !== 'lives') {
      this.#show({ name: 'starting', words: phrase('block.opening') })
    }
    const [{ LiveBlock }, { rememberOutcome }] = await Promise.all([
      loadLiveBlock(),
      import('../page/play-outcome.ts'),
    ])
    return new LiveBlock({
      name: this.name,
      block: () => this.#playedBlock(),
      body: this.#part('.terminal-body'),
      onState: (state) => this.#show(state),
      onLiving: (living) => {
        this.toggleAttribute('data-live', living !== 'no')
        remember(this.name, living === 'yes' ? 'lives' : undefined)
      },
      onPlayed: async (block, played, columns) => {
        await rememberOutcome(block, played, columns)
        // The exit status is null where the last command goes on as it should.
        const status = played.commands.at(-1)?.status ?? null
        if (played.end !== 'closed') this.dispatchEvent(ranEvent(this.name, status))
      },
      onUnreachable: (screen) => this.#replay(screen),
      onLeave: () =>
        this.hasAttribute('data-maximised') ? this.#maximise() : this.#toolbar?.focus(),
    })
  }

  #show(state: BlockState): void {
    this.#state = state
    this.dataset['state'] = stateAttribute(state)
    this.#toolbar?.update(state)
    this.#words()
    if (state.name === 'queued') remember(this.name, 'waits')
    // Nothing is waited for any more, and nothing came of it.
    if (state.name === 'gone' || state.name === 'offline') remember(this.name, undefined)
    clearInterval(this.#ticker)
    if (state.name === 'running') {
      this.#ticker = window.setInterval(() => this.#words('off'), TICK_MILLISECONDS)
    }
  }

  /** @param live a clock that ticks is not announced each second; what it counts was. */
  #words(live = 'polite'): void {
    const status = this.#part('.terminal-status')
    const words = stateWords(this.#state, performance.now())
    status.ariaLive = live
    if (status.textContent !== words) status.textContent = words
  }

  async #copy(): Promise<void> {
    const copied = await copyText(this.commands.join('\n'))
    this.#toolbar?.flash('copy', copied ? phrase('copy.done') : phrase('copy.refused'))
  }

  #maximise(): void {
    const maximised = this.toggleAttribute('data-maximised')
    document.documentElement.toggleAttribute('data-terminal-maximised', maximised)
    this.#toolbar?.setMaximised(maximised)
    if (maximised) this.#act((block) => block.focus())
  }
}

function loadLiveBlock(): Promise<typeof import('./live-block.ts')> {
  return import('./live-block.ts')
}

/**
 * Connects while the terminal is loaded and laid out; what is told of the sandbox meanwhile is shown.
 * Where that fails, opening the terminal tries again, and says so.
 */
async function reachServer(): Promise<void> {
  try {
    const { pageClient } = await import('../page/page-client.ts')
    await pageClient.reach()
  } catch {
    // The terminal says it.
  }
}

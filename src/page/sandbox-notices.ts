import type { Ending, Notice, SandboxStatus, Trouble } from '../../protocol/messages.ts'
import { phrase } from '../../words/phrase.ts'
import { type NoticeLine, showNotice } from './notice-line.ts'
import type { PageWatcher } from './page-watcher.ts'
import { endingSentence, noticeSentence, TROUBLE_SENTENCES } from './sandbox-sentences.ts'

/** Stands in a sentence for the time that ticks. */
const TIME = '\0'

/** The limits that the sandbox has hit, each told once until it is hit again. */
const limits = new Map<Notice['code'], NoticeLine>()
let countdown: EndingLine | undefined
let trouble: Trouble | undefined
let troubleLine: NoticeLine | undefined

/**
 * Says what happens to the reader's sandbox as a whole, at the edge of the page.
 * @param extend puts off an end that is announced.
 */
export function sandboxNotices(extend: () => void): PageWatcher {
  return {
    sandbox: (status) => sandbox(status, extend),
    notice: (notice) => limit(notice),
  }
}

function sandbox(status: SandboxStatus, extend: () => void): void {
  const ending = status.state === 'ready' ? status.ending : undefined
  if (ending === undefined || countdown?.reason !== ending.reason) {
    countdown?.remove()
    countdown = ending && new EndingLine(ending, extend)
  }
  showTrouble(status.state === 'ready' ? status.trouble : undefined)
  // A new sandbox has used nothing of its limits.
  if (status.state !== 'gone') return
  for (const line of limits.values()) line.remove()
  limits.clear()
}

/** One that was put away stays so until the next trouble. */
function showTrouble(next: Trouble | undefined): void {
  if (next === trouble) return
  trouble = next
  troubleLine?.remove()
  if (next === undefined) return
  const line = showNotice(() => line.remove())
  line.text.textContent = TROUBLE_SENTENCES[next]
  troubleLine = line
}

function limit(notice: Notice): void {
  limits.get(notice.code)?.remove()
  const line = showNotice(() => line.remove())
  line.text.textContent = noticeSentence(notice)
  limits.set(notice.code, line)
}

/** Counts down to an end, and puts it off where that may be. */
class EndingLine {
  readonly reason: Ending['reason']
  readonly #line: NoticeLine
  readonly #endsAt: number
  readonly #timer = document.createElement('span')
  readonly #ticker: number

  constructor(ending: Ending, extend: () => void) {
    this.reason = ending.reason
    this.#endsAt = performance.now() + ending.seconds * 1000
    this.#line = showNotice(() => this.remove())
    const [before = '', after = ''] = endingSentence(ending, TIME).split(TIME)
    this.#timer.role = 'timer'
    this.#line.text.append(before, this.#timer, after)
    if (ending.extensible) {
      const label = ending.reason === 'idle' ? phrase('sandbox.keep') : phrase('sandbox.extend')
      this.#line.addButton(label, extend)
    }
    this.#tick()
    this.#ticker = window.setInterval(() => this.#tick(), 1000)
  }

  remove(): void {
    clearInterval(this.#ticker)
    this.#line.remove()
  }

  #tick(): void {
    const seconds = Math.max(0, Math.ceil((this.#endsAt - performance.now()) / 1000))
    this.#timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  }
}

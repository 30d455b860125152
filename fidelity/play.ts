import { type Case, CLEAN_UP_SCRIPT, scriptOf, setUpScript } from './case.ts'
import type { Outcome, Side } from './side.ts'
import { type Judged, judge } from './verdict.ts'

export interface PlayOptions {
  readonly cases: readonly Case[]
  readonly sandbox: Side
  readonly plain: Side
  /** Plays each case twice on the plain engine, to find what no two runs have in common. */
  readonly twice?: boolean
  readonly signal?: AbortSignal
  /** Told of each case when it has run on both sides, in their order. */
  readonly onRow?: (row: Row) => void
}

export interface Row extends Judged {
  readonly name: string
  /** Seconds that the case took on each side. */
  readonly seconds: { readonly sandbox: number; readonly plain: number }
}

interface Timed {
  readonly outcomes: readonly Outcome[]
  readonly seconds: number
}

/** Plays cases on both sides at the same time, each side at its own pace. */
export async function playCases(options: PlayOptions): Promise<readonly Row[]> {
  const { cases, twice = false, signal, onRow } = options
  const images = cases.flatMap((one) => one.images ?? [])
  const queues = [
    new SideQueue(options.sandbox, images, 1, signal),
    new SideQueue(options.plain, images, twice ? 2 : 1, signal),
  ] as const
  const stopped = rejectWhenAborted(signal)
  const rows: Row[] = []
  for (const [sandbox, plain] of zip(queues[0].play(cases), queues[1].play(cases))) {
    // What still runs then ends with its side.
    const [inSandbox, onPlain] = await Promise.race([Promise.all([sandbox, plain]), stopped])
    const one = cases[rows.length] as Case
    const [outcome] = inSandbox.outcomes as [Outcome]
    const row = {
      name: one.name,
      ...judge(one, { sandbox: outcome, plain: onPlain.outcomes }),
      seconds: { sandbox: inSandbox.seconds, plain: onPlain.seconds },
    }
    rows.push(row)
    onRow?.(row)
  }
  return rows
}

/** One side, which plays one case after another. */
class SideQueue {
  readonly #side: Side
  readonly #times: number
  readonly #signal: AbortSignal | undefined
  #last: Promise<unknown>

  constructor(side: Side, images: readonly string[], times: number, signal?: AbortSignal) {
    this.#side = side
    this.#times = times
    this.#signal = signal
    this.#last = side.run(setUpScript(images))
  }

  play(cases: readonly Case[]): Promise<Timed>[] {
    return cases.map((one) => {
      const played = this.#last.then(() => this.#playOne(one))
      // Whoever awaits it hears of it; the cases after it fail by it, too.
      played.catch(() => {})
      this.#last = played
      return played
    })
  }

  async #playOne(one: Case): Promise<Timed> {
    const outcomes: Outcome[] = []
    let seconds = 0
    for (let time = 0; time < this.#times; time++) {
      this.#signal?.throwIfAborted()
      const began = performance.now()
      outcomes.push(await this.#side.run(scriptOf(one)))
      seconds = (performance.now() - began) / 1000
      await this.#side.run(CLEAN_UP_SCRIPT)
    }
    return { outcomes, seconds }
  }
}

function rejectWhenAborted(signal: AbortSignal | undefined): Promise<never> {
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
  // It may come when nobody waits any more.
  stopped.catch(() => {})
  return stopped
}

function zip<One, Other>(ones: readonly One[], others: readonly Other[]): [One, Other][] {
  return ones.map((one, index) => [one, others[index] as Other])
}

import { BLOCK_MILLISECONDS } from '../runner/lesson-reader.ts'
import { placeOf } from '../runner/report.ts'
import type { BegunWait, Wait, Waits } from '../runner/waits.ts'
import type { Clock } from '../sandbox-server/common/clock.ts'

/** Between two lines about one wait where lines cannot be renewed, in milliseconds. */
const LINE_EVERY_MILLISECONDS = 10_000
const RENEWED_EVERY_MILLISECONDS = 250

/** Longest part of a command that a line shows, in UTF-16 units. */
const SHOWN_COMMAND = 60

export interface ShownWaitsOptions {
  readonly stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>
  /** Of the course, as a person names it. */
  readonly folder: string
  readonly clock: Pick<Clock, 'now' | 'after'>
}

interface Shown extends Wait {
  readonly began: number
  what: string
}

/**
 * Says on a stream what the lessons wait for. A terminal has one line, which is renewed: of the wait
 * that began first. Elsewhere each wait has a line when it begins, and one every ten seconds.
 */
export class ShownWaits implements Waits {
  readonly #options: ShownWaitsOptions
  readonly #waits = new Set<Shown>()
  #stopRenewing: (() => void) | undefined

  constructor(options: ShownWaitsOptions) {
    this.#options = options
  }

  begin(begun: Wait): BegunWait {
    const { stream, folder, clock } = this.#options
    const wait: Shown = { ...begun, began: clock.now(), what: 'its turn' }
    this.#waits.add(wait)
    let stop = () => {}
    if (stream.isTTY) {
      this.#renew()
    } else {
      stream.write(`… ${nameOf(wait)} (${placeOf(wait, folder)})\n`)
      const again = () => {
        stream.write(`  ${this.#words(wait)}\n`)
        stop = clock.after(LINE_EVERY_MILLISECONDS, again)
      }
      stop = clock.after(LINE_EVERY_MILLISECONDS, again)
    }
    return {
      tell: (what) => {
        wait.what = shortened(what)
      },
      end: () => {
        stop()
        this.#waits.delete(wait)
        if (this.#waits.size === 0) this.clear()
      },
    }
  }

  /** Takes the line away that is renewed, so that another can be written in its place. */
  clear(): void {
    if (this.#options.stream.isTTY) this.#options.stream.write('\r\x1b[2K')
    if (this.#waits.size > 0) return
    this.#stopRenewing?.()
    this.#stopRenewing = undefined
  }

  #renew(): void {
    if (this.#stopRenewing) return
    const { stream, clock } = this.#options
    const draw = () => {
      const [first] = this.#waits
      if (first) {
        const others = this.#waits.size > 1 ? `, and ${this.#waits.size - 1} more` : ''
        stream.write(`\r\x1b[2K${cut(this.#words(first) + others, stream.columns)}`)
      }
      this.#stopRenewing = clock.after(RENEWED_EVERY_MILLISECONDS, draw)
    }
    this.#stopRenewing = clock.after(RENEWED_EVERY_MILLISECONDS, draw)
  }

  #words(wait: Shown): string {
    const { clock, folder } = this.#options
    const seconds = Math.floor((clock.now() - wait.began) / 1000)
    const longest = wait.kind === 'block' ? ` of ${BLOCK_MILLISECONDS / 1000}` : ''
    return `${nameOf(wait)} (${placeOf(wait, folder)}) waits ${seconds}${longest} s for ${wait.what}`
  }
}

function nameOf({ name, kind }: Wait): string {
  return kind === 'task' ? `${name} (task)` : name
}

/** One line, of a command that may have many. */
function shortened(what: string): string {
  const line = what.replaceAll(/\s+/g, ' ')
  return line.length > SHOWN_COMMAND ? `${line.slice(0, SHOWN_COMMAND - 1)}…` : line
}

function cut(line: string, columns = 80): string {
  return line.length >= columns ? `${line.slice(0, columns - 2)}…` : line
}

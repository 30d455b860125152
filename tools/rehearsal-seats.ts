import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { giveUpSeat } from '../runner/rehearsal/workshop-seat.ts'

const kept = z.object({ address: z.string(), token: z.string() })
type KeptSeat = z.infer<typeof kept>

/**
 * The seats that rehearsals have taken, in a file: those of one that was killed are given up by the
 * next.
 */
export class RehearsalSeats {
  readonly #path: string
  readonly #taken = new Map<string, KeptSeat>()
  #isKept = true

  /** @param path of the file, whose folder is made where it is missing. */
  constructor(path: string) {
    this.#path = path
  }

  /** Never throws: where nothing can be written, a rehearsal that is killed leaves its seats. */
  take(seat: KeptSeat): void {
    this.#taken.set(seat.token, seat)
    if (!this.#isKept) return
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 })
      appendFileSync(this.#path, `${JSON.stringify(seat)}\n`, { mode: 0o600 })
    } catch {
      this.#isKept = false
    }
  }

  giveUp(token: string): void {
    this.#taken.delete(token)
  }

  /** Writes which seats are left; there is no file where there are none. */
  close(): void {
    const left = [...this.#taken.values()]
    rmSync(this.#path, { force: true })
    this.#taken.clear()
    for (const seat of left) this.take(seat)
  }

  /** Gives up what earlier rehearsals have left. @returns how many seats that were. */
  async clear(address: string): Promise<number> {
    const seats = this.#read()
    for (const seat of seats) this.#taken.set(seat.token, seat)
    let count = 0
    for (const seat of seats.filter((one) => one.address === address)) {
      // A seat that the server no longer knows is given up, too.
      const isGone = await giveUpSeat(address, seat.token).then(
        () => true,
        () => false,
      )
      if (isGone) count += 1
      this.giveUp(seat.token)
    }
    if (seats.length > 0) this.close()
    return count
  }

  #read(): readonly KeptSeat[] {
    try {
      const lines = readFileSync(this.#path, 'utf8').split('\n').filter(Boolean)
      return lines.flatMap((line) => kept.safeParse(parsed(line)).data ?? [])
    } catch {
      return []
    }
  }
}

/** Of a line whose end was never written, nothing. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

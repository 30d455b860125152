import { setTimeout as delay } from 'node:timers/promises'

/** Of the end of the output, enough to find in it what was waited for. */
const TAIL_LENGTH = 8192

/** That anything is waited for: against a hang, on the slowest machine. */
const PATIENCE_MILLISECONDS = 60_000

interface Wait {
  readonly isMet: () => boolean
  readonly meet: () => void
}

/** What a terminal has shown, and when: at once, or at the pace of a slow page. */
export class ScreenText {
  /** Bytes shown so far. */
  bytes = 0
  /** Bytes that the page shows in a second; undefined: at once. */
  pace: number | undefined
  #tail = ''
  #wait: Wait | undefined
  #busyUntil = 0

  /** @returns what to wait for before more may come; undefined where more may come at once. */
  push(chunk: Uint8Array): Promise<void> | undefined {
    if (this.pace === undefined) {
      this.#show(chunk)
      return undefined
    }
    const now = performance.now()
    this.#busyUntil = Math.max(this.#busyUntil, now) + (chunk.length / this.pace) * 1000
    return delay(this.#busyUntil - now).then(() => this.#show(chunk))
  }

  /** Resolves when a text has been shown since `forget`, or since the beginning. */
  shows(text: string): Promise<void> {
    return this.#until(() => this.#tail.includes(text))
  }

  /** Resolves when so many bytes have been shown in all. */
  reaches(bytes: number): Promise<void> {
    return this.#until(() => this.bytes >= bytes)
  }

  /** What was shown is not looked at again. */
  forget(): void {
    this.#tail = ''
  }

  #until(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const fail = () =>
        reject(new Error(`Output was waited for in vain: ${JSON.stringify(this.#tail)}`))
      const timer = setTimeout(fail, PATIENCE_MILLISECONDS)
      const meet = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#wait = { isMet, meet }
    })
  }

  #show(chunk: Uint8Array): void {
    this.bytes += chunk.length
    this.#tail = (this.#tail + Buffer.from(chunk).toString('latin1')).slice(-TAIL_LENGTH)
    const wait = this.#wait
    if (!wait?.isMet()) return
    this.#wait = undefined
    wait.meet()
  }
}

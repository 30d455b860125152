import type { Notice, Usage } from '../../../protocol/messages.ts'

/** Parts of the disk in use at which a reader is told, and at which the next telling is due again. */
const DISK_NEARLY_FULL = 0.9
const DISK_ROOMY_AGAIN = 0.8

/** What a sandbox has used of its limits, as `blitz-limits` prints it; each line is a whole one. */
export interface LimitSample {
  /** Programs that the kernel ended for want of memory, since the sandbox began. */
  readonly kills: number
  /** Processes that could not start, since the sandbox began. */
  readonly refusals: number
  /** Bytes. */
  readonly memory: number
  /** Bytes of memory in use, without what the kernel can drop at any time; in steps. */
  readonly memoryUsed: number
  readonly processes: number
  /** Bytes. */
  readonly used: number
  readonly disk: number
  /** Names of the internet that were asked for in vain, since the reader's engine began. */
  readonly names: number
}

/** Time until a reader is told of the same limit again, in milliseconds. */
const TOLD_AGAIN_MILLISECONDS = 10_000

/**
 * Twenty digits are 64 bits: a longer number would be none that JavaScript can count with. A sandbox
 * of an earlier image counts no names.
 */
const LINE =
  /^kills=(\d{1,20}) refusals=(\d{1,20}) memory=(\d{1,20}) processes=(\d{1,20}) used=(\d{1,20}) disk=(\d{1,20}) memory-used=(\d{1,20})(?: names=(\d{1,20}))?$/

/** @returns undefined where the line is none: a reader's program may have printed it. */
export function parseSample(line: string): LimitSample | undefined {
  const match = LINE.exec(line.trim())
  if (match === null) return undefined
  const [kills, refusals, memory, processes, used, disk, memoryUsed, names] = match
    .slice(1)
    .map((digits) => Number(digits ?? 0))
  return { kills, refusals, memory, processes, used, disk, memoryUsed, names } as LimitSample
}

/** @returns what a reader is told of a sample. */
export function usageOf({ memory, memoryUsed, used, disk }: LimitSample): Usage {
  return { memory: { used: memoryUsed, limit: memory }, disk: { used, limit: disk } }
}

/** Tells from one sample to the next which limits a reader has hit. */
export class LimitNotices {
  #before: LimitSample | undefined
  #isDiskTold = false
  #isNetworkTold = false
  /** When each limit was told last. */
  readonly #told = new Map<Notice['code'], number>()

  /**
   * @param now milliseconds, of a clock that only goes forward.
   * @returns what to tell now; the first sample of a sandbox tells of its disk and its network alone.
   */
  next(sample: LimitSample, now: number): Notice[] {
    const { memory, processes, used, disk } = sample
    const before = this.#before ?? sample
    this.#before = sample
    const notices: Notice[] = []
    if (sample.kills > before.kills) notices.push({ code: 'memory', used: memory, limit: memory })
    if (sample.refusals > before.refusals) {
      notices.push({ code: 'processes', used: processes, limit: processes })
    }
    if (used < disk * DISK_ROOMY_AGAIN) this.#isDiskTold = false
    if (!this.#isDiskTold && disk > 0 && used >= disk * DISK_NEARLY_FULL) {
      this.#isDiskTold = true
      notices.push({ code: 'disk', used, limit: disk })
    }
    // It was so before anybody watched, too, and stays so: once is enough.
    if (!this.#isNetworkTold && sample.names > 0) {
      this.#isNetworkTold = true
      notices.push({ code: 'network', used: 0, limit: 0 })
    }
    return notices.filter(({ code }) => this.#isDue(code, now))
  }

  #isDue(code: Notice['code'], now: number): boolean {
    if (now - (this.#told.get(code) ?? -Infinity) < TOLD_AGAIN_MILLISECONDS) return false
    this.#told.set(code, now)
    return true
  }
}

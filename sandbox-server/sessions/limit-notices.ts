import type { Notice, Usage } from '../../protocol/messages.ts'

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
}

const LINE =
  /^kills=(\d+) refusals=(\d+) memory=(\d+) processes=(\d+) used=(\d+) disk=(\d+) memory-used=(\d+)$/

/** @returns undefined where the line is none: a reader's program may have printed it. */
export function parseSample(line: string): LimitSample | undefined {
  const match = LINE.exec(line.trim())
  if (match === null) return undefined
  const [kills, refusals, memory, processes, used, disk, memoryUsed] = match.slice(1).map(Number)
  return { kills, refusals, memory, processes, used, disk, memoryUsed } as LimitSample
}

/** @returns what a reader is told of a sample. */
export function usageOf({ memory, memoryUsed, used, disk }: LimitSample): Usage {
  return { memory: { used: memoryUsed, limit: memory }, disk: { used, limit: disk } }
}

/** Tells from one sample to the next which limits a reader has hit. */
export class LimitNotices {
  #before: LimitSample | undefined
  #isDiskTold = false

  /** @returns what to tell now; the first sample of a sandbox tells of its disk alone. */
  next(sample: LimitSample): Notice[] {
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
    return notices
  }
}

import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Pressure stall information of the kernel (kernel.org, "PSI"). */
const PRESSURE_FILE = '/proc/pressure/cpu'

/** How often it is looked, and the weight of the latest look. */
const LOOK_MILLISECONDS = 500
const SMOOTHING = 0.4

/** How busy the processors of this machine are. An engine on another machine is not seen. */
export interface ProcessorLoad {
  /** Part of the time in which something waited for a processor: 0 is an idle machine, 1 a full one. */
  readonly pressure: number
}

/** A machine that is never busy. */
export const NO_LOAD: ProcessorLoad = { pressure: 0 }

/** What two looks are compared by. */
interface Look {
  /** Microseconds in which something waited. */
  readonly waited: number
  /** Microseconds of the clock that `waited` is a part of. */
  readonly all: number
}

/**
 * Watches the processors of this machine. Where the kernel has no pressure stall information, the
 * part of all processor time that is used stands for it.
 */
export class MachineLoad implements ProcessorLoad, Disposable {
  readonly #look: () => Look
  readonly #timer: NodeJS.Timeout
  #before: Look
  #pressure = 0

  constructor(look: () => Look = findLook()) {
    this.#look = look
    this.#before = look()
    this.#timer = setInterval(() => this.#sample(), LOOK_MILLISECONDS).unref()
  }

  get pressure(): number {
    return this.#pressure
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #sample(): void {
    const now = this.#look()
    const time = now.all - this.#before.all
    if (time <= 0) return
    const part = Math.min(1, Math.max(0, (now.waited - this.#before.waited) / time))
    this.#pressure += SMOOTHING * (part - this.#pressure)
    this.#before = now
  }
}

/** @returns the total of the line `some`, in microseconds; undefined where there is none. */
export function parsePressure(text: string): number | undefined {
  const total = /^some .*\btotal=(\d+)/m.exec(text)?.[1]
  return total === undefined ? undefined : Number(total)
}

function findLook(): () => Look {
  return readPressure() === undefined ? lookAtProcessors : lookAtPressure
}

function readPressure(): number | undefined {
  try {
    return parsePressure(readFileSync(PRESSURE_FILE, 'utf8'))
  } catch {
    return undefined
  }
}

function lookAtPressure(): Look {
  return { waited: readPressure() ?? 0, all: performance.now() * 1000 }
}

function lookAtProcessors(): Look {
  let busy = 0
  let all = 0
  for (const { times } of cpus()) {
    const { idle, ...rest } = times
    const used = Object.values(rest).reduce((sum, time) => sum + time, 0)
    busy += used
    all += used + idle
  }
  return { waited: busy, all }
}

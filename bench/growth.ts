import { availableMemory, type ProcessorTime, processorShare, processorTime } from './machine.ts'
import { compare, type Row } from './row.ts'

/** Readers who are in, when it is looked. */
const SIZES = [1, 10, 30, 100, 200, 300]

/** Readers who came last: their time to the prompt is that of this size. */
const LATEST = 10

interface Look {
  readonly size: number
  /** Of the latest, in milliseconds. */
  readonly prompts: readonly number[]
  /** Taken from the machine since nobody was in, in MB. */
  readonly memory: number
  /** Of all processor time since the size before, in percent. */
  readonly share: number
}

/** How a machine does while a crowd grows. */
export class Growth {
  readonly #memory: number
  readonly #looks: Look[] = []
  #processors: ProcessorTime

  private constructor(memory: number, processors: ProcessorTime) {
    this.#memory = memory
    this.#processors = processors
  }

  /** Nobody is in yet. */
  static async begin(): Promise<Growth> {
    return new Growth(await availableMemory(), await processorTime())
  }

  /** @param prompts of everybody who is in, in milliseconds. Call it often. */
  async look(prompts: readonly number[]): Promise<void> {
    const size = SIZES.findLast((size) => size <= prompts.length)
    if (size === undefined || size === this.#looks.at(-1)?.size) return
    const latest = prompts.slice(-LATEST)
    const memory = (this.#memory - (await availableMemory())) / 1e6
    const processors = await processorTime()
    const share = processorShare(this.#processors, processors) * 100
    this.#processors = processors
    this.#looks.push({ size, prompts: latest, memory, share })
  }

  rows(): Row[] {
    return this.#looks.flatMap(({ size, prompts, memory, share }) => [
      compare({ name: `${size} are in: first prompt of the latest, median, ms`, ours: prompts }),
      compare({ name: `${size} are in: memory of the machine, MB`, ours: [memory] }),
      compare({ name: `${size} are in: processors since the row before, %`, ours: [share] }),
    ])
  }
}

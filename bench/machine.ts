import { readFile } from 'node:fs/promises'

const KIB = 1024

/** Memory that this machine could still give, in bytes (`MemAvailable` of proc(5)). */
export async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8')
  return Number(/^MemAvailable:\s*(\d+)/m.exec(text)?.[1]) * KIB
}

/** Time of all processors since the machine started, in ticks of its clock. */
export interface ProcessorTime {
  readonly busy: number
  readonly all: number
}

export async function processorTime(): Promise<ProcessorTime> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n')
  return parseProcessorTime(line)
}

/** @param line the first of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal. */
export function parseProcessorTime(line: string): ProcessorTime {
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number)
  const all = ticks.reduce((sum, value) => sum + value, 0)
  const [idle = 0, ioWait = 0] = ticks.slice(3, 5)
  return { busy: all - idle - ioWait, all }
}

/** @returns the share of all processors between two moments, from 0 to 1. */
export function processorShare(from: ProcessorTime, to: ProcessorTime): number {
  return (to.busy - from.busy) / (to.all - from.all)
}

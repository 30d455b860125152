import type { HistoryLine } from './image-history.ts'

/** A row of the picture. `none`: an instruction that only notes something and makes no layer. */
export interface Layer {
  readonly kind: 'base' | 'own' | 'none'
  readonly instruction: string
  readonly bytes: number
}

/** Of a Dockerfile, in its order and with `FROM` first: each instruction, and the bytes it added. */
export type RecordedLayers = readonly (readonly [instruction: string, bytes: number])[]

/** Those that change files, by the reference of the Dockerfile; the others change the image's notes. */
const MAKES_LAYER = /^(?:FROM|RUN|COPY|ADD|WORKDIR)\b/i

/** @returns what an author recorded, the newest first. */
export function recordedLayers(recorded: RecordedLayers): readonly Layer[] {
  return recorded
    .map(([instruction, bytes], index) => layerOf({ instruction, bytes }, index === 0))
    .reverse()
}

/**
 * @param history the newest first.
 * @param baseLines how many lines of it, the oldest ones, are of the base image.
 * @returns the layers of the reader's image; of its base, only what takes room.
 */
export function builtLayers(history: readonly HistoryLine[], baseLines: number): readonly Layer[] {
  const own = history.length - baseLines
  return history
    .map((line, index) => layerOf(line, index >= own))
    .filter(({ kind, bytes }) => kind !== 'base' || bytes > 0)
}

function layerOf({ instruction, bytes }: HistoryLine, isBase: boolean): Layer {
  if (isBase) return { kind: 'base', instruction, bytes }
  return { kind: MAKES_LAYER.test(instruction) ? 'own' : 'none', instruction, bytes }
}

/** @returns a size as Docker writes it, in powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${Number(size.toPrecision(3))} ${units[unit]}`
}

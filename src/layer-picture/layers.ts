import { phrase } from '../../words/phrase.ts'
import type { HistoryLine } from './image-history.ts'

/**
 * A row of the picture. `base`: all layers of the base image, which can be several; `own`: a layer
 * that one instruction made; `none`: an instruction that only notes something and makes no layer.
 */
export interface LayerRow {
  readonly kind: 'base' | 'own' | 'none'
  readonly instruction: string
  readonly bytes: number
  /** How many layers of the image the row stands for. */
  readonly layers: number
}

/** What an author recorded of the base image. */
export interface RecordedBase {
  /** The instruction, such as `FROM node:22-alpine`. */
  readonly from: string
  readonly bytes: number
  /** Of its `RootFS`, as `docker image inspect` lists them. */
  readonly layers: number
}

/** The instructions after `FROM`, in the order of the Dockerfile, and the bytes that each added. */
export type RecordedInstructions = readonly (readonly [instruction: string, bytes: number])[]

/** Those that change files, by the reference of the Dockerfile; the others change the image's notes. */
const MAKES_LAYER = /^(?:RUN|COPY|ADD|WORKDIR)\b/i

/** @returns what an author recorded, the newest first. */
export function recordedRows(
  { from, bytes, layers }: RecordedBase,
  instructions: RecordedInstructions,
): readonly LayerRow[] {
  const own = instructions.map(([instruction, bytes]) => ownRow({ instruction, bytes }))
  return [...own.reverse(), { kind: 'base', instruction: from, bytes, layers }]
}

/** The reader's own image, as its engine tells of it. */
export interface BuiltImage {
  /** The newest line first. */
  readonly history: readonly HistoryLine[]
  /** How many lines of it, the oldest ones, are of the base image. */
  readonly baseLines: number
  /** Of its `RootFS`. */
  readonly layers: number
  /** The instruction that chose the base image. */
  readonly from: string
}

/** @returns the rows of the reader's image: they stand for as many layers as it has. */
export function builtRows({ history, baseLines, layers, from }: BuiltImage): readonly LayerRow[] {
  const own = history.slice(0, history.length - baseLines).map(ownRow)
  const ofBase = history.slice(history.length - baseLines)
  const base: LayerRow = {
    kind: 'base',
    instruction: from,
    bytes: ofBase.reduce((sum, { bytes }) => sum + bytes, 0),
    layers: layers - countLayers(own),
  }
  return [...own, base]
}

export function countLayers(rows: readonly LayerRow[]): number {
  return rows.reduce((sum, { layers }) => sum + layers, 0)
}

function ownRow({ instruction, bytes }: HistoryLine): LayerRow {
  const makesLayer = MAKES_LAYER.test(instruction)
  return { kind: makesLayer ? 'own' : 'none', instruction, bytes, layers: makesLayer ? 1 : 0 }
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
  const number = `${Number(size.toPrecision(3))}`.replace('.', phrase('language.decimal-mark'))
  return `${number} ${units[unit]}`
}

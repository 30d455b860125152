/** A figure that the model is made of. */
export interface CostFigure {
  readonly value: number
  readonly unit: string
  /** `rule`: the project itself has set it. */
  readonly kind: 'measured' | 'rule' | 'assumed'
  readonly what: string
  /** The command that measures it, or why it is assumed. */
  readonly from: string
}

const NAMES = [
  'readerMemory',
  'readerProcessors',
  'readersTried',
  'nodeProcessors',
  'nodeMemory',
  'nodeReserve',
  'nodeOwn',
  'nodeLoad',
  'serverMemory',
  'serverReaderMemory',
  'serverReaderIdle',
  'serverKey',
  'keyBytes',
  'echoBytes',
  'keysEachSecond',
  'printedEachSecond',
  'printedAtOnce',
  'envelopePage',
  'envelopeNode',
  'serverLoad',
  'serverHeap',
  'serverNetwork',
] as const

/** By name, in the units that the file of figures has. */
export type CostFigures = Readonly<Record<(typeof NAMES)[number], CostFigure>>

/** What so many readers at work take. */
export interface Cost {
  readonly seats: number
  readonly nodes: number
  /** Of the server, in MB. */
  readonly memory: number
  /** Of the server, in parts of one processor. */
  readonly processor: number
  /** Between the server and the pages, and between the server and the nodes, in Mbit/s. */
  readonly pages: number
  readonly wire: number
}

/** Something that is full at some number of readers. */
export interface Bound {
  readonly what: string
  readonly seats: number
}

const BITS = 8

/** @throws where a figure is missing. */
export function readFigures(text: string): CostFigures {
  const figures = JSON.parse(text) as CostFigures
  for (const name of NAMES) {
    if (!Number.isFinite(figures[name]?.value)) throw new Error(`The figure ${name} is missing.`)
  }
  return figures
}

/** What a machine holds, by what is full on it: the first is its bound. */
export function nodeBounds(figures: CostFigures): readonly Bound[] {
  const of = valuesOf(figures)
  const memory = of('nodeMemory') - of('nodeReserve') - of('nodeOwn')
  return inOrder([
    { what: 'its memory', seats: memory / of('readerMemory') },
    {
      what: 'its processors',
      seats: (of('nodeProcessors') * of('nodeLoad')) / of('readerProcessors'),
    },
    { what: 'what was tried on one engine', seats: of('readersTried') },
  ])
}

/** What one server holds, by what is full: the first is the bound of the whole. */
export function serverBounds(figures: CostFigures): readonly Bound[] {
  const of = valuesOf(figures)
  const one = costOf(figures, 1)
  const reader = one.memory - of('serverMemory')
  return inOrder([
    { what: "the server's one thread", seats: of('serverLoad') / one.processor },
    { what: "the server's memory", seats: (of('serverHeap') - of('serverMemory')) / reader },
    {
      what: "the network of the server's machine",
      seats: of('serverNetwork') / (one.pages + one.wire),
    },
  ])
}

export function costOf(figures: CostFigures, seats: number): Cost {
  const of = valuesOf(figures)
  const keys = of('keysEachSecond')
  const printed = of('printedEachSecond')
  const prints = printed / of('printedAtOnce')
  // A key and its echo are a message each.
  const messages = 2 * keys + prints
  const bytes = keys * (of('keyBytes') + of('echoBytes')) + printed
  const megabits = (envelope: number) => (seats * (bytes + messages * envelope) * BITS) / 1e6
  return {
    seats,
    nodes: Math.ceil(seats / (nodeBounds(figures)[0]?.seats ?? 1)),
    memory: of('serverMemory') + seats * of('serverReaderMemory'),
    // What is printed goes one way.
    processor: seats * (of('serverReaderIdle') + (keys + prints / 2) * of('serverKey')),
    pages: megabits(of('envelopePage')),
    wire: megabits(of('envelopeNode')),
  }
}

function inOrder(bounds: readonly Bound[]): readonly Bound[] {
  return bounds
    .map(({ what, seats }) => ({ what, seats: Math.floor(seats) }))
    .sort((one, other) => one.seats - other.seats)
}

function valuesOf(figures: CostFigures): (name: keyof CostFigures) => number {
  return (name) => figures[name].value
}

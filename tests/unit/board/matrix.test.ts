import { describe, expect, it } from 'vitest'
import { gateOf, upTo } from '../../../src/board/chapter-gate.ts'
import {
  cellState,
  columnsOf,
  countColumn,
  stickingPoint,
} from '../../../src/board/matrix-cells.ts'
import { seat } from './seat.ts'

const COLUMNS = columnsOf({
  name: 'a',
  title: 'A',
  number: 1,
  blocks: [
    { name: 'a/one', title: 'One' },
    { name: 'a/two', title: 'Two' },
  ],
  tasks: [{ name: 'a/task', title: 'Task' }],
})
const ROOM = [
  seat(1, { blocks: { 'a/one': 'done', 'a/two': 'failed' }, tasks: { 'a/task': true } }),
  seat(2, {
    blocks: { 'a/one': 'running' },
    tasks: { 'a/task': false },
    position: { chapter: 'a', block: 'a/two' },
  }),
  seat(3, { last: { block: 'a/two', state: 'failed', failures: 2 } }),
]

describe('the matrix', () => {
  it('has the blocks of a chapter, then its tasks, and a state for each reader', () => {
    expect(COLUMNS.map(({ title, kind }) => `${kind} ${title}`)).toEqual([
      'block One',
      'block Two',
      'task Task',
    ])
    const states = ROOM.map((reader) => COLUMNS.map((column) => cellState(reader, column)))
    expect(states).toEqual([
      ['done', 'failed', 'done'],
      ['running', 'none', 'failed'],
      ['none', 'none', 'none'],
    ])
    const [one] = COLUMNS
    expect(one && countColumn(ROOM, one)).toEqual({ done: 1, failed: 0, running: 1, none: 1 })
  })

  it('says at which block most readers are stuck', () => {
    const stuck = new Map([
      [2, 'long'],
      [3, 'failed'],
    ] as const)
    expect(stickingPoint(COLUMNS, ROOM, stuck)).toMatchObject({
      column: { title: 'Two' },
      count: 2,
    })
    expect(stickingPoint(COLUMNS, ROOM, new Map())).toBe(undefined)
  })
})

describe('the chapters that are open', () => {
  it.each([
    [null, ''],
    [['a', 'b', 'c'], ''],
    [['a', 'b'], 'b'],
    [['b'], 'some'],
    [[], 'some'],
  ])('of a course of three are told from %j', (open, gate) => {
    expect(gateOf(['a', 'b', 'c'], open)).toBe(gate)
  })

  it('are those up to the one that was chosen', () => {
    expect(upTo(['a', 'b', 'c'], 'b')).toEqual(['a', 'b'])
  })
})

import { describe, expect, it } from 'vitest'
import { countRoom, seatState, tasksDone } from '../../../src/board/seat-summary.ts'
import type { SummaryChapter } from '../../../src/summary/course-parts.ts'
import { seat } from './seat.ts'

const part = (name: string) => ({ name, title: name })
const WITH_TASKS: SummaryChapter = {
  name: 'a',
  title: 'A',
  number: 1,
  blocks: [part('a/one')],
  tasks: [part('a/task-1'), part('a/task-2')],
}
const WITHOUT: SummaryChapter = {
  name: 'b',
  title: 'B',
  number: 2,
  blocks: [part('b/one')],
  tasks: [],
}

describe('a reader', () => {
  it('has done the tasks of the open chapters, and the blocks of one without tasks', () => {
    const reader = seat(1, {
      tasks: { 'a/task-1': true, 'a/task-2': false },
      blocks: { 'b/one': 'done' },
    })
    expect(tasksDone(reader, [WITH_TASKS, WITHOUT])).toEqual({ done: 2, all: 3 })
    expect(tasksDone(reader, [WITHOUT])).toEqual({ done: 1, all: 1 })
    expect(tasksDone(reader, [])).toEqual({ done: 0, all: 0 })
  })

  it('is shown as away or ended before what the last command did', () => {
    const last = { block: 'a/one', state: 'failed' } as const
    expect(seatState(seat(1, { last }))).toBe('failed')
    expect(seatState(seat(1, { last, presence: 'away' }))).toBe('away')
    expect(seatState(seat(1, { last, presence: 'over' }))).toBe('over')
    expect(seatState(seat(1, { sandbox: 'queued' }))).toBe('waiting')
    expect(seatState(seat(1))).toBe('none')
  })
})

describe('the bar', () => {
  it('counts each reader who is here once: at work, stuck, or done', () => {
    const room = [
      seat(1),
      seat(2),
      seat(3, { blocks: { 'b/one': 'done' } }),
      seat(4, { presence: 'away', blocks: { 'b/one': 'done' } }),
      seat(5, { presence: 'over', hand: { words: '', since: 0 } }),
      seat(6, { sandbox: 'starting', hand: { words: '', since: 0 } }),
    ]
    expect(countRoom(room, new Map([[2, 'long']]), [WITHOUT])).toEqual({
      taken: 5,
      waiting: 1,
      here: 4,
      atWork: 2,
      stuck: 1,
      finished: 2,
      hands: 1,
    })
  })
})

import { describe, expect, it } from 'vitest'
import { Queue } from '../../../sandbox-server/house/queue.ts'
import { Turnover } from '../../../sandbox-server/house/turnover.ts'
import { queueSentence } from '../../../src/page/sandbox-sentences.ts'

const MINUTE = 60_000

describe('the queue', () => {
  /** Each name is its address and a number: `a1` is the first of the address `a`. */
  it.each([
    [[], []],
    [
      ['a1', 'b1', 'c1'],
      ['a1', 'b1', 'c1'],
    ],
    // A reader who comes alone stands behind one of a room, not behind the room.
    [
      ['a1', 'a2', 'a3', 'b1'],
      ['a1', 'b1', 'a2', 'a3'],
    ],
    [
      ['a1', 'a2', 'b1', 'b2', 'a3', 'c1'],
      ['a1', 'b1', 'c1', 'a2', 'b2', 'a3'],
    ],
    // This machine itself has no address: each of its readers stands for one.
    [
      ['a1', 'a2', '-1', '-2'],
      ['a1', '-1', '-2', 'a2'],
    ],
  ])('of %j is served as %j', (arrivals, served) => {
    const queue = new Queue<{ name: string; address: string | undefined }>()
    for (const name of arrivals) {
      queue.add({ name, address: name[0] === '-' ? undefined : name[0] })
    }
    expect(queue.inOrder().map(({ name }) => name)).toEqual(served)
    expect(queue.length).toBe(arrivals.length)
  })
})

describe('a queue that moves', () => {
  type Member = { name: string; address: string | undefined }
  const member = (name: string): Member => ({
    name,
    address: name[0] === '-' ? undefined : name[0],
  })

  function serving(queue: Queue<Member>) {
    const [first] = queue.inOrder()
    if (first) queue.serve(first)
    return first?.name
  }

  it('gives who comes later a turn before a room has its second', () => {
    const queue = new Queue<Member>()
    for (const name of ['a1', 'a2', 'a3', 'a4']) queue.add(member(name))
    expect(serving(queue)).toBe('a1')
    queue.add(member('b1'))
    queue.add(member('b2'))
    queue.add(member('-1'))
    const served = Array.from({ length: 6 }, () => serving(queue))
    expect(served).toEqual(['b1', '-1', 'a2', 'b2', 'a3', 'a4'])
  })

  it('gives nobody turns for the time before they came', () => {
    const queue = new Queue<Member>()
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) queue.add(member(name))
    for (let turn = 0; turn < 3; turn++) serving(queue)
    for (const name of ['b1', 'b2', 'b3']) queue.add(member(name))
    const served = Array.from({ length: 6 }, () => serving(queue))
    expect(served).toEqual(['b1', 'a4', 'b2', 'a5', 'b3', 'a6'])
  })

  it('closes up behind one who leaves', () => {
    const queue = new Queue<Member>()
    const [first, second] = [member('a1'), member('a2')]
    for (const one of [first, second, member('b1')]) queue.add(one)
    expect(queue.remove(first)).toBe(true)
    expect(queue.remove(first)).toBe(false)
    expect(queue.inOrder().map(({ name }) => name)).toEqual(['a2', 'b1'])
  })
})

describe('the waiting time', () => {
  it.each([
    ['nothing was seen', [], 1, 10, null],
    ['too little was seen', [0, 2], 1, 10, null],
    ['a seat every two minutes, for the next', [0, 2, 4], 1, 4, 120],
    ['a seat every two minutes, for the third', [0, 2, 4], 3, 4, 360],
    ['nothing moves any more', [0, 2, 4], 1, 10, 300],
    ['all of it is long ago', [0, 2, 4], 1, 100, null],
    ['seats come free by the second', [0, 0.01, 0.02], 1, 0.02, 15],
  ])('when %s', (_, releases, place, now, seconds) => {
    const turnover = new Turnover()
    for (const minute of releases) turnover.released(minute * MINUTE)
    expect(turnover.waitSeconds(place, now * MINUTE)).toBe(seconds)
  })

  it.each([
    [1, null, 'You are next in the queue; the waiting time is not known yet.'],
    [2, 30, 'You are 2nd in the queue; about a minute or less.'],
    [3, 240, 'You are 3rd in the queue; about 4 minutes.'],
    [11, 65, 'You are 11th in the queue; about 1 minute.'],
    [101, 9000, 'You are 101st in the queue; about 3 hours.'],
  ])('at place %i and %s s is told in words', (place, seconds, words) => {
    expect(queueSentence({ cause: 'house', place, waitSeconds: seconds })).toContain(words)
  })

  it('is not told of a whole house where an address has its share', () => {
    const sentence = queueSentence({ cause: 'address', place: 1, waitSeconds: null })
    expect(sentence).toMatch(/^Readers at your address have as many sandboxes as they can have\./)
  })
})

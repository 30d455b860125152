import { describe, expect, it } from 'vitest'
import type { WorkshopNews } from '../../../protocol/workshop-messages.ts'
import { countPresence, Presence } from '../../../sandbox-server/workshops/presence.ts'
import { HandedClock } from '../../support/handed-clock.ts'

describe('how many are at a block', () => {
  it.each([
    ['nobody', [], {}],
    ['one alone', ['a/1'], {}],
    ['two, each of whom would know of the other', ['a/1', 'a/1'], {}],
    ['three together', ['a/1', 'a/1', 'a/1'], { 'a/1': 3 }],
    ['one of three elsewhere, who is not pointed at', ['a/1', 'a/1', 'a/2'], { 'a/1': 2 }],
    ['those who are at none are in the room', ['a/1', 'a/1', undefined], { 'a/1': 2 }],
  ])('is told of %s', (_, blocks, counts) => {
    expect(countPresence(blocks)).toEqual(counts)
  })
})

function room() {
  const clock = new HandedClock()
  const told: WorkshopNews[] = []
  const blocks: (string | undefined)[] = ['a/1', 'a/1', 'a/1']
  const presence = new Presence({
    clock,
    blocks: () => blocks,
    tell: (news) => told.push(news),
  })
  return { clock, told, blocks, presence }
}

it('tells how many are at each block when that changes, every two seconds at most', async () => {
  const { clock, told, blocks, presence } = room()
  presence.changed()
  await clock.advance(1)
  expect(told).toEqual([{ news: 'presence', here: { 'a/1': 3 } }])
  for (let step = 0; step < 19; step++) {
    blocks.push('a/1')
    presence.changed()
    await clock.advance(100)
  }
  expect(told.length).toBe(1)
  await clock.advance(200)
  expect(told.at(-1)).toEqual({ news: 'presence', here: { 'a/1': 22 } })
  expect(told.length).toBe(2)
})

it('tells nothing where somebody moved and the counts are the same', async () => {
  const { clock, told, presence } = room()
  presence.changed()
  await clock.advance(5000)
  presence.changed()
  await clock.advance(5000)
  expect(told.length).toBe(1)
  presence.close()
  expect(clock.timers).toBe(0)
})

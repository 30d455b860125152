import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SessionTokens } from '../../../sandbox-server/sessions/session-token.ts'
import { parsePlan } from '../../../sandbox-server/workshops/plan.ts'
import { Workshops } from '../../../sandbox-server/workshops/workshops.ts'
import { LIMITS, SmallHouse } from '../../support/small-house.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const YEAR = 365 * 24 * HOUR

/** A workshop of one seat, an hour from now and for two hours, in a house of one. */
async function monday() {
  const house = new SmallHouse()
  const stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-clock-'))
  onTestFinished(() => rm(stateDirectory, { recursive: true }))
  const { clock, sessions } = house
  const tokens = await SessionTokens.load(stateDirectory)
  const faults: unknown[] = []
  const open = () => {
    const workshops = new Workshops({
      stateDirectory,
      tokens,
      clock,
      onFault: (error) => faults.push(error),
    })
    workshops.serve({ house, sessions, limits: LIMITS })
    return workshops
  }
  const workshops = open()
  const times = [clock.date() + HOUR, clock.date() + 3 * HOUR].map((at) =>
    new Date(at).toISOString(),
  )
  const [opens, closes] = times
  workshops.plan(
    'monday',
    parsePlan(`{ title: Monday, seats: 1, opens: ${opens}, closes: ${closes} }`, 'monday.yaml'),
  )
  return { house, clock, workshops, open, faults }
}

it('a clock that jumps past the closing leaves five minutes, and the host can put it off', async () => {
  const { house, clock, workshops, faults } = await monday()
  await using _ = house
  await clock.advance(HOUR)
  clock.jump(YEAR)
  await clock.advance(MINUTE)
  const workshop = workshops.named('monday')
  expect(workshop.phase).toBe('open')
  workshops.extend(workshop, 10)
  await clock.advance(14 * MINUTE)
  expect(workshop.phase).toBe('open')
  await clock.advance(MINUTE)
  expect(workshop.phase).toBe('closed')
  workshops.close()
  expect(faults).toEqual([])
})

it('a clock that is a year ahead for a while closes no workshop, for no later server either', async () => {
  const { house, clock, workshops, open, faults } = await monday()
  await using _ = house
  clock.jump(YEAR)
  await clock.advance(MINUTE)
  expect(workshops.named('monday').phase).toBe('closed')
  clock.jump(-YEAR)
  await clock.advance(MINUTE)
  expect(workshops.named('monday').phase).toBe('planned')
  workshops.close()
  const next = open()
  next.plan('monday', workshops.named('monday').plan)
  await clock.advance(HOUR)
  expect(next.named('monday').phase).toBe('open')
  next.close()
  expect(faults).toEqual([])
})

import { expect, it } from 'vitest'
import type { SandboxHandle, SandboxState } from '../../../sandbox-server/drivers/driver.ts'
import { Slumber, type SlumberOptions } from '../../../sandbox-server/sessions/life/slumber.ts'
import { HandedClock } from '../../support/handed-clock.ts'

/** A sandbox of nothing but a state. @param resume does what an engine does, or fails. */
function sandboxThat(resume: (wake: () => void) => void) {
  let state: SandboxState = 'running'
  const states: SandboxState[] = []
  const become = (next: SandboxState) => {
    state = next
    states.push(next)
  }
  const host: SandboxHandle = {
    id: 'one',
    node: '',
    connect: () => Promise.reject(new Error('It has none.')),
    dial: async () => undefined,
    state: async () => state,
    lastWords: async () => '',
    pause: async () => become('paused'),
    resume: async () => resume(() => become('running')),
    processorSeconds: async () => 0,
    memoryBytes: async () => 0,
    destroy: async () => {},
    release() {},
    lost: new Promise(() => {}),
  }
  return { host, states }
}

const MINUTE = 60_000
/** For which it is looked whether something works. */
const LOOK = 5000

const OPTIONS: SlumberOptions = {
  afterMilliseconds: MINUTE,
  isInUse: () => false,
  rest: async () => {},
  onChange() {},
  onFailure() {},
}

it('a sandbox in which nothing stirs is paused after its time, and woken at once', async () => {
  const clock = new HandedClock()
  const { host, states } = sandboxThat((wake) => wake())
  const slumber = new Slumber(host, OPTIONS, clock)
  await clock.advance(MINUTE - 1)
  slumber.stir()
  await clock.advance(MINUTE + LOOK - 1)
  expect(states).toEqual([])
  await clock.advance(1)
  expect(states).toEqual(['paused'])
  slumber.stir()
  await clock.advance(0)
  expect(states).toEqual(['paused', 'running'])
  slumber.stop()
  expect(clock.timers).toBe(0)
})

it('a sandbox that is stirred while it is looked at is not paused', async () => {
  const clock = new HandedClock()
  const { host, states } = sandboxThat((wake) => wake())
  const slumber = new Slumber(host, OPTIONS, clock)
  await clock.advance(MINUTE + LOOK / 2)
  slumber.stir()
  await clock.advance(LOOK)
  expect(states).toEqual([])
  slumber.stop()
})

it('a sandbox whose programs work in silence is not paused until they are done', async () => {
  const clock = new HandedClock()
  const { host, states } = sandboxThat((wake) => wake())
  let isWorking = true
  host.processorSeconds = async () => (isWorking ? clock.now() / 1000 : 0)
  const slumber = new Slumber(host, OPTIONS, clock)
  await clock.advance(10 * MINUTE)
  expect(states).toEqual([])
  isWorking = false
  await clock.advance(2 * MINUTE + 2 * LOOK)
  expect(states).toEqual(['paused'])
  slumber.stop()
})

it('a sandbox that an engine does not wake is woken when that engine is back', async () => {
  const clock = new HandedClock()
  let attempts = 0
  const { host, states } = sandboxThat((wake) => {
    attempts += 1
    if (attempts < 5) throw new Error('The engine is away.')
    wake()
  })
  const slumber = new Slumber(host, OPTIONS, clock)
  await clock.advance(MINUTE + LOOK)
  slumber.stir()
  await clock.advance(3000)
  expect(states).toEqual(['paused'])
  await clock.advance(1000)
  expect([states, attempts]).toEqual([['paused', 'running'], 5])
  slumber.stop()
})

it('a sandbox whose pause was not answered is not left frozen, and is tried three times', async () => {
  const clock = new HandedClock()
  const { host, states } = sandboxThat((wake) => wake())
  const freeze = host.pause
  host.pause = async () => {
    await freeze()
    throw new Error('The engine went away.')
  }
  const failures: unknown[] = []
  new Slumber(host, { ...OPTIONS, onFailure: (error) => failures.push(error) }, clock)
  await clock.advance(10 * MINUTE)
  expect(states).toEqual(['paused', 'running', 'paused', 'running', 'paused', 'running'])
  expect([failures.length, clock.timers]).toEqual([1, 0])
})

it('a sandbox that is used while it is made lighter is not paused', async () => {
  const clock = new HandedClock()
  const { host, states } = sandboxThat(() => {
    throw new Error('It is not paused.')
  })
  const told: boolean[] = []
  const slumber: Slumber = new Slumber(
    host,
    {
      ...OPTIONS,
      rest: async () => slumber.stir(),
      onChange: ({ isAsleep }) => told.push(isAsleep),
    },
    clock,
  )
  await clock.advance(MINUTE + LOOK)
  expect({ told, states }).toEqual({ told: [false], states: [] })
  slumber.stop()
})

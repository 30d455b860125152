import { expect, it } from 'vitest'
import type { SandboxHandle, SandboxState } from '../../../sandbox-server/drivers/driver.ts'
import { Slumber, type SlumberOptions } from '../../../sandbox-server/sessions/life/slumber.ts'
import { until } from '../../support/reader.ts'

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

const OPTIONS: SlumberOptions = {
  afterMilliseconds: 10,
  isInUse: () => false,
  rest: async () => {},
  onChange() {},
  onFailure() {},
}

it('a sandbox that an engine does not wake is woken when that engine is back', async () => {
  let attempts = 0
  const { host, states } = sandboxThat((wake) => {
    if (attempts++ === 0) throw new Error('The engine is away.')
    wake()
  })
  const slumber = new Slumber(host, { ...OPTIONS, isInUse: () => attempts > 0 })
  await until(() => states.includes('paused'), 'the pause')
  slumber.stir()
  await until(() => states.includes('running'), 'the wake')
  expect(attempts).toBe(2)
  slumber.stop()
})

it('a sandbox whose pause was not answered is not left frozen', async () => {
  const { host, states } = sandboxThat((wake) => wake())
  let pauses = 0
  const freeze = host.pause
  host.pause = async () => {
    await freeze()
    pauses += 1
    throw new Error('The engine went away.')
  }
  const slumber = new Slumber(host, { ...OPTIONS, isInUse: () => pauses > 0 })
  await until(() => states.includes('running'), 'the wake')
  expect(states).toEqual(['paused', 'running'])
  slumber.stop()
})

it('a sandbox that is used while it is made lighter is not paused', async () => {
  const { host, states } = sandboxThat(() => {
    throw new Error('It is not paused.')
  })
  const told: boolean[] = []
  let rests = 0
  const slumber: Slumber = new Slumber(host, {
    ...OPTIONS,
    isInUse: () => rests > 0,
    rest: async () => {
      rests += 1
      slumber.stir()
    },
    onChange: ({ isAsleep }) => told.push(isAsleep),
  })
  await until(() => told.length > 0, 'the end of the rest')
  expect({ told, states, rests }).toEqual({ told: [false], states: [], rests: 1 })
  slumber.stop()
})

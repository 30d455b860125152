import { expect, it } from 'vitest'
import type { SandboxHandle, SandboxState } from '../../../sandbox-server/drivers/driver.ts'
import { Slumber } from '../../../sandbox-server/sessions/slumber.ts'
import { until } from '../../support/reader.ts'

it('a sandbox that an engine does not wake is woken when that engine is back', async () => {
  let state: SandboxState = 'running'
  let failures = 0
  const host: SandboxHandle = {
    id: 'one',
    connect: () => Promise.reject(new Error('It has none.')),
    dial: async () => undefined,
    state: async () => state,
    async pause() {
      state = 'paused'
    },
    async resume() {
      if (failures++ === 0) throw new Error('The engine is away.')
      state = 'running'
    },
    processorSeconds: async () => 0,
    destroy: async () => {},
    release() {},
    lost: new Promise(() => {}),
  }
  const slumber = new Slumber(host, {
    afterMilliseconds: 10,
    isInUse: () => failures > 0,
    rest: async () => {},
    onChange() {},
    onFailure() {},
  })
  await until(() => state === 'paused', 'the pause')
  slumber.stir()
  await until(() => state === 'running', 'the wake')
  expect(failures).toBe(2)
  slumber.stop()
})

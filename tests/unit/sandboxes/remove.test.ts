import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { SandboxHandle } from '../../../sandbox-server/drivers/driver.ts'
import { removeSandbox } from '../../../sandbox-server/sandboxes/remove.ts'

it('a workshop of 300 that closes asks the engine for a few removals at once, and for all of them', async () => {
  let atOnce = 0
  let most = 0
  let removed = 0
  const handle = {
    async destroy() {
      most = Math.max(most, ++atOnce)
      await turn()
      atOnce -= 1
      removed += 1
    },
  } as unknown as SandboxHandle
  await Promise.all(Array.from({ length: 300 }, () => removeSandbox(handle)))
  expect(removed).toBe(300)
  expect(most).toBeLessThanOrEqual(8)
})

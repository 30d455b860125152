import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { systemClock } from '../../../sandbox-server/common/clock.ts'

it('time since the machine started is the same for the next server', async () => {
  const module = new URL('../../../sandbox-server/common/clock.ts', import.meta.url)
  const print = `import { systemClock } from ${JSON.stringify(module)}
    console.log(JSON.stringify(systemClock.machineTime()))`
  const before = systemClock.machineTime()
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', print])
  const after = systemClock.machineTime()
  const next = JSON.parse(stdout)
  expect([next.boot, next.boot]).toEqual([before?.boot, after?.boot])
  expect(next.milliseconds).toBeGreaterThan(before?.milliseconds ?? Infinity)
  expect(next.milliseconds).toBeLessThan(after?.milliseconds ?? 0)
})

it('a timer that is cancelled calls nobody, and a wait that is aborted is over', async () => {
  let calls = 0
  systemClock.after(0, () => calls++)()
  await new Promise<void>((resolve) => systemClock.after(1, resolve))
  expect(calls).toBe(0)
  const aborted = AbortSignal.abort(new Error('The server is stopping.'))
  await expect(systemClock.wait(60_000, aborted)).rejects.toThrow()
})

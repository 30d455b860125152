import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSandbox } from '../../sandbox-server/sandboxes/sandbox.ts'
import { type EngineUnderTest, engineUnderTest, testKey } from '../support/engine.ts'
import { patient } from '../support/patience.ts'

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

it('an engine that rests ends when it is told to, and one is started in its place', async () => {
  const sandbox = await startSandbox({ driver: engine.driver, key: await testKey(), id: 'rests' })
  const run = (command: string) =>
    sandbox.connection.exec(command, { outputBytes: 1000, milliseconds: patient(20_000) })
  const rest = `
    pkill -USR1 --exact blitz-rootless
    while pgrep --exact dockerd > /dev/null; do sleep 0.05; done`
  const end = `
    old=$(pgrep --oldest --exact blitz-rootless)
    pkill -TERM --exact blitz-rootless
    while kill -0 "$old" 2> /dev/null; do sleep 0.05; done`
  expect((await run(`${rest}${end}`)).status).toBe(0)
  // Nothing listens until the next one does.
  const found = 'until [ -n "$(docker image ls --quiet alpine 2> /dev/null)" ]; do sleep 0.1; done'
  expect((await run(found)).status).toBe(0)
  // Told both in one moment, it ends, and does not rest instead.
  const both = end.replace('pkill -TERM', 'pkill -USR1 --exact blitz-rootless; pkill -TERM')
  expect((await run(both)).status).toBe(0)
  await sandbox.destroy()
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxHandle } from '../../sandbox-server/drivers/driver.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

let engine: EngineUnderTest
let server: TestServer

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

afterEach(() => server[Symbol.asyncDispose]())

const serve = async (prepared: number) => {
  server = await startServer({ driver: engine.driver, live: { prepared } })
}

const states = async () => Promise.all((await engine.driver.list()).map((handle) => handle.state()))

const areFrozen = (count: number) =>
  until(
    async () => (await states()).filter((state) => state === 'paused').length === count,
    `${count} frozen sandboxes`,
  )

describe('a prepared sandbox', () => {
  it('is frozen and takes no processor time, and works for who comes, marks included', async () => {
    await serve(2)
    await areFrozen(2)
    const handles = await engine.driver.list()
    const used = () => Promise.all(handles.map((handle) => handle.processorSeconds()))
    const before = await used()
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/first')
    expect(await terminal.run('answer=42; echo "it is $answer in $(tput cols)"')).toBe(0)
    expect(terminal.text).toContain('\nit is 42 in 80\n')
    // The prompt that was known stands there once, and so does what was typed.
    expect(terminal.text.match(/~ \$ answer=42/g)).toHaveLength(1)
    expect(terminal.prompts).toBe(2)
    expect(await terminal.run('docker container run --rm alpine echo hi')).toBe(0)
    expect(terminal.text).toContain('\nhi\n')
    expect(await reader.open('basics/second').run('true')).toBe(0)
    // The one that nobody has yet has done nothing meanwhile.
    expect(await idleOf(handles, before, await used())).toBe(0)
    expect(server.faults).toEqual([])
  })
})

/** @returns what the sandbox that is still frozen has used of the processors meanwhile. */
async function idleOf(
  handles: readonly SandboxHandle[],
  before: readonly number[],
  after: readonly number[],
): Promise<number> {
  const index = (await Promise.all(handles.map((handle) => handle.state()))).indexOf('paused')
  return (after[index] ?? Infinity) - (before[index] ?? 0)
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { PlainProxy, type PlainProxyOptions } from '../support/plain-proxy.ts'
import { PlainReader } from '../support/plain-reader.ts'
import { until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

const LINES = 20_000

let engine: EngineUnderTest
let server: TestServer

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({ driver: engine.driver, live: { warm: 1 } })
})

afterAll(async () => {
  expect(server?.faults).toEqual([])
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

describe('a reader without WebSockets', () => {
  it.each<[string, PlainProxyOptions, number]>([
    ['that lets everything else through', {}, 0],
    ['that cuts each answer after 1.1 seconds', { cutAfter: 1100 }, 2],
    ['that keeps back what is not whole', { buffers: true }, 0],
  ])('behind a proxy %s types, and reads every line of a long print', async (_, options, pause) => {
    await using proxy = await PlainProxy.open(server.address, options)
    using reader = new PlainReader(proxy.address)
    const terminal = reader.open('plain/prints')
    const half = `seq -f 'line %.0f'`
    const print = `${half} ${LINES / 2}; sleep ${pause}; ${half} ${LINES / 2 + 1} ${LINES}`
    expect(await terminal.run(`answer=42; ${print}`)).toBe(0)
    const lines = [...terminal.text.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number))
    expect(lines).toEqual(Array.from({ length: LINES }, (_, index) => index + 1))
    expect(await terminal.run('echo "it is $answer"')).toBe(0)
    expect(terminal.text).toContain('\nit is 42\n')
    expect([terminal.cut, reader.connections]).toEqual([0, 1])
  })

  it('loses neither the shell nor a byte when the network cuts what is under way', async () => {
    using reader = new PlainReader(server.address)
    const terminal = reader.open('plain/cut')
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write('for n in $(seq 3000); do echo "line $n"; done; echo the-end\r')
    for (const line of [200, 900, 1800]) {
      await until(() => terminal.text.includes(`\nline ${line}\n`), `line ${line}`)
      reader.cutAnswers()
    }
    await until(() => /\nthe-end\n/.test(terminal.text), 'the end')
    const lines = [...terminal.text.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number))
    expect(lines).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1))
    expect(terminal.cut).toBe(0)
  })

  it('stops a print without end by Ctrl+C', async () => {
    using reader = new PlainReader(server.address)
    const terminal = reader.open('plain/flood')
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write('yes\r')
    await until(() => terminal.bytes > 2_000_000, 'a flood')
    terminal.channel.signal('INT')
    await until(() => terminal.prompts > 1, 'the prompt')
    expect(terminal.statuses.at(-1)).toBe(130)
  })
})

import { once } from 'node:events'
import { get } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DriverError } from '../../sandbox-server/drivers/driver.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { openSocket, Reader, until } from '../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
})

/** @returns each metric's value by its name with labels, as Prometheus reads them. */
async function metrics({ address }: TestServer): Promise<Map<string, number>> {
  const text = await (await fetch(`${address}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ')
      return [line.slice(0, end), Number(line.slice(end + 1))]
    }),
  )
}

describe('the metrics', () => {
  it('count what a reader and one who waits do', async () => {
    await using server = await startServer({ driver: engine.driver, live: { maximum: 1 } })
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/counted')
    expect(await terminal.run('true')).toBe(0)
    expect((await reader.client.exec('true')).status).toBe(0)
    using waits = new Reader(server.address)
    const entry = waits.client.exec('true')
    await until(() => waits.statuses.at(-1)?.state === 'queued', 'the line')
    const during = await metrics(server)
    expect(during.get('blitz_sandboxes{state="taken"}')).toBe(1)
    expect(during.get('blitz_sandboxes{state="ready"}')).toBe(0)
    expect(during.get('blitz_line_length')).toBe(1)
    expect(during.get('blitz_connections')).toBe(2)
    expect(during.get('blitz_shells_total')).toBe(1)
    expect(during.get('blitz_exec_seconds_count')).toBe(1)
    expect(during.get('blitz_sandbox_start_seconds_count')).toBe(1)
    expect(during.get('blitz_echo_seconds_count')).toBeGreaterThan(0)
    expect(during.get('blitz_sent_bytes_total')).toBeGreaterThan(100)
    expect(during.get('blitz_received_bytes_total')).toBeGreaterThan(100)
    expect(during.get('process_resident_memory_bytes')).toBeGreaterThan(0)
    reader.client.reset()
    expect((await entry).status).toBe(0)
    const after = await metrics(server)
    expect(after.get('blitz_line_length')).toBe(0)
    expect(after.get('blitz_line_wait_seconds_count')).toBe(1)
    expect(after.get('blitz_sandbox_ends_total{reason="reset"}')).toBe(1)
    expect(after.get('blitz_sandbox_start_seconds_sum')).toBeGreaterThan(0)
  })

  it('count what is refused, by its reason', async () => {
    await using server = await startServer({ driver: noSandboxes })
    using reader = new Reader(server.address)
    await expect(reader.client.exec('true')).rejects.toThrow()
    openSocket(server.address, 'https://evil.example').on('error', () => {})
    const shy = openSocket(server.address)
    shy.on('open', () => shy.send('nonsense'))
    await until(async () => {
      const found = await metrics(server)
      return ['sandbox-failed', 'foreignOrigin', 'malformed'].every(
        (reason) => found.get(`blitz_refusals_total{reason="${reason}"}`) === 1,
      )
    }, 'all three')
  })

  it.each([
    ['this machine', {}, {}, 200],
    ['a proxy that nobody has named', {}, { 'X-Forwarded-For': '198.51.100.1' }, 404],
    ['a page whose name was made to point here', {}, { Host: 'evil.example' }, 404],
    [
      'a reader behind a proxy',
      { trustedProxies: ['127.0.0.1'] },
      { 'X-Forwarded-For': '198.51.100.1' },
      404,
    ],
    ['anybody, where all may', { metricsFor: 'all' }, { 'X-Forwarded-For': '198.51.100.1' }, 200],
    ['nobody, where none may', { metricsFor: 'off' }, {}, 404],
  ] as const)('are for %s: %o %o', async (_, options, headers, status) => {
    await using server = await startServer({ driver: noSandboxes, pagesOnly: true, ...options })
    // Not by `fetch`, which names the host itself.
    const [answer] = await once(get(`${server.address}/metrics`, { headers }), 'response')
    expect(answer.resume().statusCode).toBe(status)
  })
})

describe('the health', () => {
  const asked = async ({ address }: TestServer, path: string) => {
    const response = await fetch(address + path)
    return [response.status, (await response.text()).trim()]
  }

  it('is good while sandboxes start', async () => {
    await using server = await startServer({ driver: engine.driver })
    expect(await asked(server, '/healthz')).toEqual([200, 'This server lives.'])
    expect(await asked(server, '/readyz')).toEqual([200, 'Sandboxes start.'])
  })

  it('says that the engine does not answer, or that no sandbox starts', async () => {
    const list = () => Promise.reject(new DriverError('The engine is gone.'))
    await using deaf = await startServer({ driver: { ...noSandboxes, list } })
    expect(await asked(deaf, '/readyz')).toEqual([503, 'The engine does not answer.'])
    expect(await asked(deaf, '/healthz')).toEqual([200, 'This server lives.'])
    await using broken = await startServer({ driver: noSandboxes })
    using reader = new Reader(broken.address)
    await expect(reader.client.exec('true')).rejects.toThrow()
    expect(await asked(broken, '/readyz')).toEqual([
      503,
      'The last sandbox did not start: see the log.',
    ])
  })

  it('of pages alone is as the host wants it', async () => {
    const pages = { driver: noSandboxes, pagesOnly: true }
    await using wanted = await startServer({ ...pages, liveWanted: true })
    expect(await asked(wanted, '/readyz')).toEqual([
      503,
      'There are no live terminals: see the log.',
    ])
    await using unwanted = await startServer(pages)
    expect(await asked(unwanted, '/readyz')).toEqual([200, 'Pages are served.'])
  })
})

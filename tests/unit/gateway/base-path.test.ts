import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIVE_ANSWER } from '../../../protocol/limits.ts'
import { belowBase } from '../../../sandbox-server/gateway/base-path.ts'
import { openSocket } from '../../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ driver: noSandboxes, base: '/docker/' })
})

afterAll(() => server[Symbol.asyncDispose]())

async function ask(path: string) {
  const [answer] = (await once(get(server.address + path), 'response')) as [IncomingMessage]
  const { statusCode: status, headers } = answer
  return { status, location: headers.location, text: await text(answer) }
}

describe('a path below the base', () => {
  it.each([
    ['/docker/', '/'],
    ['/docker/welcome/?a=1', '/welcome/?a=1'],
    // A proxy has taken the base off.
    ['/welcome/', '/welcome/'],
    ['/', '/'],
    ['/dockerfile/', '/dockerfile/'],
    ['/docker/docker/', '/docker/'],
  ])('%s is %s', (url, below) => {
    expect(belowBase(url, '/docker/')).toBe(below)
  })
})

describe('a site under a path', () => {
  // With the base, and as after a proxy that has taken it off.
  it.each(['/docker', ''])('answers what a host asks at %s/healthz and the like', async (base) => {
    expect(await ask(`${base}/healthz`)).toMatchObject({ status: 200 })
    expect(await ask(`${base}/readyz`)).toMatchObject({ status: 200 })
    expect((await ask(`${base}/metrics`)).text).toContain('# TYPE')
    expect(await ask(`${base}/nothing/`)).toMatchObject({ status: 404, text: 'Not here.' })
  })

  it.each(['/docker', ''])('has its live terminals at %s/live', async (base) => {
    const socket = openSocket(server.address + base, server.address)
    await once(socket, 'open')
    socket.terminate()
    expect((await ask(`${base}/live`)).text).toBe(LIVE_ANSWER)
  })

  it('leads to the address with the slash, with the query', async () => {
    expect(await ask('/docker')).toMatchObject({ status: 308, location: '/docker/' })
    expect(await ask('/docker?a=/')).toMatchObject({ status: 308, location: '/docker/?a=/' })
  })
})

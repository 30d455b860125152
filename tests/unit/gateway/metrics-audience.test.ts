import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noSandboxes, startServer, type TestServer } from '../../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ driver: noSandboxes })
})

afterAll(() => server[Symbol.asyncDispose]())

async function status(headers: Record<string, string>): Promise<number | undefined> {
  const request = get(`${server.address}/metrics`, { headers })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  answer.resume()
  return answer.statusCode
}

describe('the metrics are not for whoever comes by a proxy of this machine', () => {
  it.each([
    'Forwarded',
    'Via',
    'X-Forwarded-For',
    'X-Forwarded-Proto',
    'X-Forwarded-Anything',
    'X-Real-IP',
    'X-Client-IP',
    'X-Cluster-Client-IP',
    'X-Original-Forwarded-For',
    'True-Client-IP',
    'CF-Connecting-IP',
    'CDN-Loop',
    'Fly-Client-IP',
    'Fastly-Client-IP',
    'X-Envoy-External-Address',
    'X-Azure-ClientIP',
  ])('that says so by %s', async (name) => {
    expect(await status({ [name]: '198.51.100.1' })).toBe(404)
  })

  it('but for this machine itself', async () => {
    expect(await status({})).toBe(200)
    expect(await status({ 'X-Own': '1' })).toBe(200)
  })
})

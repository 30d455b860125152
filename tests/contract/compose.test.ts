import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { Compose } from '../support/compose.ts'

let compose: Compose

beforeAll(async () => {
  compose = await Compose.open()
})

afterAll(() => compose?.[Symbol.asyncDispose]())

async function configured(words: readonly string[], environment: Record<string, string>) {
  const { stdout, stderr } = await compose.run([...words, 'config'], environment)
  expect(stderr).toBe('')
  return parse(stdout).services
}

describe('docker compose', () => {
  it('starts the server alone where there is no domain, for this machine', async () => {
    const { server, ...others } = await configured([], { PORT: '8123' })
    expect(others).toEqual({})
    expect(server.environment).toMatchObject({ PORT: '8123', WHEN_STOPPED: 'keep' })
    expect(server.environment.PUBLIC_ORIGINS).toBe('')
    expect(server.environment.TRUSTED_PROXIES).toBe('')
  })

  it('has one domain for everything that must know it', async () => {
    const domain = { DOMAIN: 'blitz.example.org' }
    const { server, caddy } = await configured(['--profile', 'https'], domain)
    expect(caddy.environment.DOMAIN).toBe('blitz.example.org')
    expect(server.environment).toMatchObject({
      PUBLIC_ORIGINS: 'https://blitz.example.org',
      SITE: 'https://blitz.example.org',
      TRUSTED_PROXIES: '127.0.0.1',
      PREVIEW_PORT: '8443',
      PREVIEW_LISTEN_PORT: '8001',
    })
  })
})

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'

const FILE = new URL('../../../deploy/traefik.yaml', import.meta.url)

/** What the example uses of Traefik's reference of dynamic configuration, version 3; no other keys. */
const schema = z.strictObject({
  http: z.strictObject({
    routers: z.record(
      z.string(),
      z.strictObject({
        rule: z.string(),
        entryPoints: z.array(z.string()),
        service: z.string(),
        tls: z.strictObject({}),
      }),
    ),
    services: z.record(
      z.string(),
      z.strictObject({
        loadBalancer: z.strictObject({
          servers: z.array(z.strictObject({ url: z.url() })),
          passHostHeader: z.literal(true),
          serversTransport: z.string(),
          responseForwarding: z.strictObject({ flushInterval: z.literal('-1ms') }),
        }),
      }),
    ),
    serversTransports: z.record(
      z.string(),
      z.strictObject({
        forwardingTimeouts: z.strictObject({ idleConnTimeout: z.string().regex(/^\d+s$/) }),
      }),
    ),
  }),
  tls: z.strictObject({
    certificates: z.array(z.strictObject({ certFile: z.string(), keyFile: z.string() })),
  }),
})

it("the example for Traefik has the keys of Traefik's reference, and routes site and apps", () => {
  const { http } = schema.parse(parse(readFileSync(FILE, 'utf8')))
  const { routers, services, serversTransports } = http
  for (const { service } of Object.values(routers)) expect(services).toHaveProperty(service)
  for (const { loadBalancer } of Object.values(services)) {
    expect(serversTransports).toHaveProperty(loadBalancer.serversTransport)
  }
  expect(routers['docker-blitz']?.rule).toBe('Host(`blitz.example.org`)')
  const { rule = '' } = routers['docker-blitz-preview'] ?? {}
  const pattern = new RegExp(/^HostRegexp\(`(.*)`\)$/.exec(rule)?.[1] ?? '(?!)')
  expect(pattern.test(`8080--${'0a'.repeat(16)}.preview.example.org`)).toBe(true)
  expect(pattern.test('blitz.example.org')).toBe(false)
})

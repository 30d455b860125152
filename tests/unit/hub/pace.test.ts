import { afterAll, beforeAll, expect, it } from 'vitest'
import { type HubUnderTest, hubUnderTest } from '../../support/hub.ts'

let hub: HubUnderTest

beforeAll(async () => {
  hub = await hubUnderTest({ ready: false })
})

afterAll(async () => {
  expect(hub.faults).toEqual([])
  await hub[Symbol.asyncDispose]()
})

/** Handshakes that a sandbox has at once, and a second from then on. */
const AT_ONCE = 200
const PER_SECOND = 20

it('a sandbox that connects without end gets so many connections a second, and another one waits for none', async () => {
  const flooding = await hub.sandbox('flooding')
  const calm = await hub.sandbox('calm')
  const further = 40
  const began = performance.now()
  for (let count = 0; count < AT_ONCE; count++) {
    expect((await flooding.ask('/v2/')).status).toBe(401)
  }
  let waiting = further
  const late = Array.from({ length: further }, async () => {
    // Refilled meanwhile is as much as the time allows, however fast the machine is.
    expect((await flooding.ask('/v2/')).status).toBe(401)
    waiting -= 1
  })
  expect((await calm.ask('/v2/')).status).toBe(401)
  const waitingAtCalm = waiting
  await Promise.all(late)
  const seconds = (performance.now() - began) / 1000
  expect(AT_ONCE + further).toBeLessThanOrEqual(AT_ONCE + seconds * PER_SECOND + 1)
  if (seconds < (further / PER_SECOND) * 2) expect(waitingAtCalm).toBeGreaterThan(0)
}, 60_000)

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PreviewPasses } from '../../../sandbox-server/previews/preview-passes.ts'
import { newSessionId } from '../../../sandbox-server/sessions/session-token.ts'

const passes = new PreviewPasses(new Uint8Array(32).fill(7))
const session = newSessionId()
const pass = { session, port: 8080, site: 'http://localhost:8000' }
const keys = passes.keysOf(session, 8080)
const name = { port: 8080, key: keys.network }

describe('a pass', () => {
  it('opens what it is for: a ticket once, a cookie each time', async () => {
    const ticket = await passes.issue('ticket', pass)
    expect(await passes.redeem(ticket, name)).toMatchObject(pass)
    expect(await passes.redeem(ticket, name)).toBeUndefined()
    const cookie = await passes.issue('cookie', pass)
    for (let count = 0; count < 2; count++) {
      expect(await passes.admit(cookie, name)).toMatchObject(pass)
    }
  })

  it('says nothing of the session to whoever sees it', async () => {
    for (const token of [await passes.issue('ticket', pass), keys.network, keys.local]) {
      expect(token).not.toContain(session)
      expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain(session)
    }
  })

  it.each([
    ['of the other kind', () => passes.issue('cookie', pass), name],
    ['of another port', () => passes.issue('ticket', { ...pass, port: 8081 }), name],
    [
      'of another session',
      () => passes.issue('ticket', { ...pass, session: newSessionId() }),
      name,
    ],
    ['that is late', () => passes.issue('ticket', pass, -1), name],
    ['of another server', () => new PreviewPasses(new Uint8Array(32)).issue('ticket', pass), name],
    ['that is none', async () => 'x.y.z', name],
    ['for another name', () => passes.issue('ticket', pass), { ...name, key: 'f'.repeat(32) }],
  ])('%s opens nothing', async (_, issue, wanted) => {
    expect(await passes.redeem(await issue(), wanted)).toBeUndefined()
  })

  it('is good after a restart, and so is the address', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'blitz-passes-'))
    try {
      const before = await PreviewPasses.load(directory)
      const after = await PreviewPasses.load(directory)
      const { network: key, local } = before.keysOf(session, 8080)
      expect([key, local]).toEqual(Array(2).fill(expect.stringMatching(/^[0-9a-f]{32}$/)))
      expect(after.keysOf(session, 8080)).toEqual({ network: key, local })
      const cookie = await before.issue('cookie', pass)
      expect(await after.admit(cookie, { port: 8080, key })).toMatchObject(pass)
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

describe('a local name', () => {
  const other = newSessionId()
  it.each([
    ['of the session and the port', keys.local, 8080, true],
    ['of another port', keys.local, 8081, false],
    ['of another session', passes.keysOf(other, 8080).local, 8080, false],
    ['with the key that others see', keys.network, 8080, false],
    ['with half of the key', keys.local.slice(0, 16) + '0'.repeat(16), 8080, false],
    [
      'of another server',
      new PreviewPasses(new Uint8Array(32)).keysOf(session, 8080).local,
      8080,
      false,
    ],
  ])('%s', (_, key, port, isGood) => {
    expect(passes.isLocalName({ id: session }, { port, key })).toBe(isGood)
  })
})

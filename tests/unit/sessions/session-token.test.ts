import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newSessionId, SessionTokens } from '../../../sandbox-server/sessions/session-token.ts'

const tokens = new SessionTokens(new Uint8Array(32).fill(1))

/** With another first letter of its signature: the last one has bits that count for nothing. */
function forged(token: string): string {
  const at = token.lastIndexOf('.') + 1
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}

describe('a session token', () => {
  it('names its session', async () => {
    const id = newSessionId()
    expect(await tokens.verify(await tokens.sign(id))).toEqual({ id, generation: 0 })
  })

  it('is refused when it is expired, forged, of another server, or nothing of the kind', async () => {
    const id = newSessionId()
    const good = await tokens.sign(id)
    const other = new SessionTokens(new Uint8Array(32).fill(2))
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${good.split('.')[1]}.`
    const climbing = await tokens.sign('../../etc')
    for (const token of [
      await tokens.sign(id, '', '-1s'),
      await other.sign(id),
      forged(good),
      unsigned,
      climbing,
      'token',
      '',
    ]) {
      expect(await tokens.verify(token), token).toBeUndefined()
    }
  })

  it('is good for one course alone, also when it is expired and its session goes on', async () => {
    const id = newSessionId()
    const isLiving = () => true
    for (const lifetime of ['7d', '-1s']) {
      const ofGit = await tokens.sign(id, 'git', lifetime)
      const ofAll = await tokens.sign(id, '', lifetime)
      expect(await tokens.verify(ofGit, isLiving, 'git')).toEqual({ id, generation: 0 })
      expect(await tokens.verify(ofGit, isLiving, 'docker')).toBeUndefined()
      expect(await tokens.verify(ofGit, isLiving)).toBeUndefined()
      expect(await tokens.verify(ofAll, isLiving, 'git')).toBeUndefined()
    }
  })

  it('is good for as long as its session goes on, whatever the clock was set to', async () => {
    const [living, other] = [newSessionId(), newSessionId()]
    const isLiving = (id: string) => id === living
    expect(await tokens.verify(await tokens.sign(living, '', '-365d'), isLiving)).toEqual({
      id: living,
      generation: 0,
    })
    expect(await tokens.verify(await tokens.sign(other, '', '-365d'), isLiving)).toBeUndefined()
    const foreign = new SessionTokens(new Uint8Array(32).fill(2))
    expect(await tokens.verify(await foreign.sign(living, '', '-365d'), isLiving)).toBeUndefined()
    expect(
      await tokens.verify(forged(await tokens.sign(living, '', '-365d')), isLiving),
    ).toBeUndefined()
  })

  it('says how often its session had moved', async () => {
    const id = newSessionId()
    const moved = await tokens.sign(id, '', '7d', 2)
    expect(await tokens.verify(moved)).toEqual({ id, generation: 2 })
    expect(await tokens.verify(forged(moved))).toBeUndefined()
  })

  it('outlives the server by the key that is kept, for its owner alone', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'blitz-'))
    try {
      const token = await (await SessionTokens.load(directory)).sign(newSessionId())
      expect(await (await SessionTokens.load(directory)).verify(token)).toBeDefined()
      expect((await stat(join(directory, 'token-key'))).mode & 0o777).toBe(0o600)
      expect(await readFile(join(directory, 'token-key'))).toHaveLength(32)
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

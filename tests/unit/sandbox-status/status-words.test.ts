import { describe, expect, it } from 'vitest'
import type { SandboxStatus } from '../../../protocol/messages.ts'
import { lightOf, longWords, shortWords } from '../../../src/sandbox-status/status-words.ts'

const TOLD_AT = 5000
const ready = { state: 'ready', id: 'a', secondsLeft: 4 * 3600 } as const
const known = (sandbox: SandboxStatus, connection: 'connected' | 'reconnecting' = 'connected') => ({
  sandbox,
  toldAt: TOLD_AT,
  connection,
})

describe('the head of the page', () => {
  it.each<[string, SandboxStatus, string, string]>([
    ['there is none', { state: 'none' }, 'none', 'No sandbox yet'],
    [
      'it is waited for',
      { state: 'queued', cause: 'house', place: 3, waitSeconds: null },
      'busy',
      'Place 3 in the queue',
    ],
    ['it starts', { state: 'starting', step: 'engine' }, 'busy', 'Starting'],
    ['it is ready', ready, 'ready', '4 h left'],
    ['it is old', { ...ready, secondsLeft: 3 * 3600 + 61 }, 'ready', '3 h 2 min left'],
    [
      'it ends soon',
      { ...ready, ending: { reason: 'idle', seconds: 65, extensible: true } },
      'ending',
      'Ends in 1:05',
    ],
    ['its engine is down', { ...ready, trouble: 'engine' }, 'trouble', '4 h left'],
    ['it is gone', { state: 'gone', reason: 'idle' }, 'gone', 'Sandbox ended'],
  ])('when %s', (_, sandbox, light, words) => {
    expect(lightOf(known(sandbox))).toBe(light)
    expect(shortWords(known(sandbox), TOLD_AT)).toBe(words)
  })

  it('counts down by the clock of the page, from when it was told', () => {
    const ending = { reason: 'lifetime', seconds: 60, extensible: false } as const
    const dying = known({ ...ready, ending })
    expect(shortWords(dying, TOLD_AT + 20_000)).toBe('Ends in 0:40')
    expect(longWords(dying, TOLD_AT + 90_000)).toMatch(/in 0:00/)
  })

  it('says first of all that the connection is lost', () => {
    expect(lightOf(known(ready, 'reconnecting'))).toBe('trouble')
    expect(shortWords(known(ready, 'reconnecting'), TOLD_AT)).toBe('Reconnecting')
    expect(longWords(known(ready, 'reconnecting'), TOLD_AT)).toMatch(/shells keep running/)
  })
})

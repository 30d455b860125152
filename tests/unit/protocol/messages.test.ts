import { describe, expect, it } from 'vitest'
import { closeName } from '../../../protocol/close-codes.ts'
import { MAXIMUM_COMMAND_LENGTH, MAXIMUM_EXEC_INPUT_LENGTH } from '../../../protocol/limits.ts'
import { clientMessage, parseMessage } from '../../../protocol/messages.ts'
import { CLOSE } from '../../../protocol/sentences.ts'

const open = {
  type: 'open',
  channel: 1,
  terminal: 'docker-basics/block-1',
  writer: '0123456789ab',
  columns: 80,
  rows: 24,
}
const exec = (command: string) => JSON.stringify({ type: 'exec', request: 1, command })

describe('a client message', () => {
  it.each([
    ['hello', { type: 'hello', version: 1 }],
    ['open', open],
    ['open with a directory', { ...open, directory: '/home/learner/my files' }],
    ['resume', { ...open, from: 4096 }],
    ['resume of one shell', { ...open, from: 4096, shell: '0123456789ab' }],
    ['leave', { type: 'leave', channel: 1 }],
    ['leave for good', { type: 'leave', channel: 1, ifUnwatched: 'close' }],
    ['signal', { type: 'signal', channel: 1, signal: 'INT' }],
    ['exec', { type: 'exec', request: 3, command: 'docker ps -q', milliseconds: 500 }],
    ['reset', { type: 'reset' }],
    ['reset of one sandbox', { type: 'reset', sandbox: '0123456789ab' }],
    ['leave the queue', { type: 'leave-queue' }],
  ])('%s is taken', (_, message) => {
    expect(parseMessage(clientMessage, JSON.stringify(message))).toEqual(message)
  })

  it.each([
    ['no JSON', 'hello'],
    ['no object', '[]'],
    ['an unknown type', JSON.stringify({ type: 'sudo' })],
    ['an unknown field', JSON.stringify({ type: 'reset', force: true })],
    ['a resize to nothing', JSON.stringify({ type: 'resize', channel: 1, columns: 0, rows: 24 })],
    ['a huge resize', JSON.stringify({ type: 'resize', channel: 1, columns: 100_000, rows: 24 })],
    ['half a column', JSON.stringify({ ...open, columns: 80.5 })],
    ['a negative channel', JSON.stringify({ ...open, channel: -1 })],
    ['a terminal that climbs', JSON.stringify({ ...open, terminal: '../../etc/passwd' })],
    ['a terminal that climbs inside', JSON.stringify({ ...open, terminal: 'chapter/../x' })],
    ['a terminal with a space', JSON.stringify({ ...open, terminal: 'a; rm -rf /' })],
    ['an endless terminal name', JSON.stringify({ ...open, terminal: 'a'.repeat(81) })],
    ['a shell that climbs', JSON.stringify({ ...open, from: 0, shell: '../../../etc' })],
    ['a relative directory', JSON.stringify({ ...open, directory: 'src' })],
    ['a directory of two lines', JSON.stringify({ ...open, directory: '/tmp\nrm' })],
    ['an unknown signal', JSON.stringify({ type: 'signal', channel: 1, signal: 'STOP' })],
    ['an empty command', exec('')],
    ['too long a command', exec('x'.repeat(MAXIMUM_COMMAND_LENGTH + 1))],
    [
      'too long an input',
      JSON.stringify({
        type: 'exec',
        request: 1,
        command: 'cat',
        input: 'x'.repeat(MAXIMUM_EXEC_INPUT_LENGTH + 1),
      }),
    ],
  ])('%s is refused', (_, text) => {
    expect(parseMessage(clientMessage, text)).toBeUndefined()
  })
})

describe('the table of close codes', () => {
  it.each(Object.entries(CLOSE))('%s fits into a close frame and is found again', (name, entry) => {
    // RFC 6455 section 5.5: a control frame holds 125 bytes, two of them the code.
    expect(new TextEncoder().encode(entry.sentence).length).toBeLessThanOrEqual(123)
    expect(closeName(entry.code)).toBe(name)
  })

  it('has each code once', () => {
    const codes = Object.values(CLOSE).map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
  })
})

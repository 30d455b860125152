import { describe, expect, it } from 'vitest'
import { LiveClient } from '../../../protocol/client.ts'
import { clientMessage, parseMessage } from '../../../protocol/messages.ts'
import { usablePath } from '../../../protocol/path.ts'
import { englishFailure } from '../../../protocol/sentences.ts'
import { ShellMarkParser } from '../../../protocol/shell-marks.ts'

const open = (directory: string) =>
  JSON.stringify({
    type: 'open',
    channel: 1,
    terminal: 'a/b',
    writer: '0123456789ab',
    columns: 80,
    rows: 24,
    directory,
  })

const marked = (path: string) => {
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  const pieces = new ShellMarkParser().push(
    new TextEncoder().encode(`\x1b]7;file://h${encoded}\x07`),
  )
  return pieces.flatMap((piece) => (piece.kind === 'directory' ? [piece.path] : []))
}

/** Every byte, and what is longer than a path may be. */
const PATHS = [
  ...Array.from({ length: 256 }, (_, code) => `/a${String.fromCharCode(code)}b`),
  `/${'x'.repeat(1023)}`,
  `/${'x'.repeat(1024)}`,
  '/\u{1f600}',
  '/',
  '',
  'relative',
]

describe('a path that a program prints', () => {
  it('is one that the page may send, or none', () => {
    for (const path of PATHS) {
      for (const found of marked(path)) {
        expect(found).toBe(path)
        expect(parseMessage(clientMessage, open(found)), path).toBeDefined()
      }
      expect(marked(path).length, path).toBe(usablePath(path) === undefined ? 0 : 1)
    }
    expect(marked('/two\nlines')).toEqual([])
    expect(marked('/home/learner/my app')).toEqual(['/home/learner/my app'])
  })

  it('that cannot be used is not sent, wherever it was kept', () => {
    const sent: string[] = []
    const listeners = new Map<string, (event: never) => void>()
    const client = new LiveClient({
      sentenceOf: englishFailure,
      connect: () => ({
        binaryType: '',
        send: (data) => sent.push(String(data)),
        close() {},
        addEventListener: (type: string, listener: (event: never) => void) =>
          listeners.set(type, listener),
      }),
      token: { load: () => undefined, save() {} },
    })
    const request = { terminal: 'a/b', columns: 80, rows: 24, directory: '/two\nlines' }
    client.open(request, { onOutput: (_, consumed) => consumed() })
    client.exec('true', { directory: '/two\nlines' }).catch(() => {})
    const welcome = {
      type: 'welcome',
      version: 0,
      token: 't',
      sandbox: { state: 'none' },
      hub: { state: 'off', standIns: [] },
    }
    listeners.get('message')?.({ data: JSON.stringify(welcome) } as never)
    client.dispose()
    expect(sent.filter((text) => text.includes('"open"') || text.includes('"exec"'))).toHaveLength(
      2,
    )
    for (const text of sent) expect(parseMessage(clientMessage, text), text).toBeDefined()
  })
})

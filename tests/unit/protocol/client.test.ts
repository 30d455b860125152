import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ConnectionStatus, LiveClient, type SocketLike } from '../../../protocol/client.ts'
import { decodeInput, FRAME_HEADER_BYTES, writeOutputHeader } from '../../../protocol/frames.ts'
import {
  ACKNOWLEDGE_MILLISECONDS,
  FIRST_ACKNOWLEDGE_BYTES,
  MAXIMUM_PASTE_BYTES,
  PROTOCOL_VERSION,
} from '../../../protocol/limits.ts'
import type { ClientMessage, ServerMessage } from '../../../protocol/messages.ts'
import { englishFailure } from '../../../protocol/sentences.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** The server's side of one connection, which says what the test says. It never answers a close. */
class FakeSocket implements SocketLike {
  binaryType = ''
  readonly messages: ClientMessage[] = []
  typed = ''
  isClosing = false
  readonly #listeners = new Map<string, (event: never) => void>()

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener)
  }
  send(data: string | Uint8Array): void {
    if (typeof data === 'string') this.messages.push(JSON.parse(data) as ClientMessage)
    else this.typed += Buffer.from(decodeInput(data)?.bytes ?? []).toString()
  }
  close(): void {
    this.isClosing = true
  }
  emit(type: string, event: object = {}): void {
    this.#listeners.get(type)?.(event as never)
  }
  say(message: ServerMessage): void {
    this.emit('message', { data: JSON.stringify(message) })
  }
  welcome(): void {
    this.emit('open')
    this.say({
      type: 'welcome',
      version: PROTOCOL_VERSION,
      token: 'token',
      sandbox: { state: 'none' },
      hub: { state: 'off', standIns: [] },
    })
  }
  open({ taken = 0, owned = true } = {}): void {
    const size = { columns: 80, rows: 24, owned }
    const where = { channel: 1, shell: '0123456789ab', offset: 0, end: 0 }
    this.say({
      type: 'opened',
      ...where,
      secret: 'of-the-shell',
      resumed: taken > 0,
      taken,
      ...size,
    })
  }
  count(type: ClientMessage['type']): number {
    return this.messages.filter((message) => message.type === type).length
  }
}

/** A client with one terminal, and whatever it tells the page. */
function page() {
  const sockets: FakeSocket[] = []
  const statuses: ConnectionStatus[] = []
  const waiting: number[] = []
  const client = new LiveClient({
    sentenceOf: englishFailure,
    connect() {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket
    },
    token: { load: () => undefined, save() {} },
    onConnection: (status) => statuses.push(status),
  })
  const channel = client.open(
    { terminal: 'a/b', columns: 80, rows: 24 },
    { onOutput: (_, consumed) => consumed(), onWaiting: (count) => waiting.push(count) },
  )
  const socket = () => sockets.at(-1) as FakeSocket
  return { client, channel, sockets, socket, statuses, waiting }
}

/** The same, with a shell that is open. */
function openPage() {
  const opened = page()
  opened.socket().welcome()
  opened.socket().open()
  return opened
}

describe('a connection that says nothing any more', () => {
  it('is given up within 25 seconds, though it never closes, and made again', () => {
    const { socket, sockets, statuses } = openPage()
    const dead = socket()
    vi.advanceTimersByTime(25_000)
    expect(dead.isClosing).toBe(true)
    expect(statuses.at(-1)).toBe('reconnecting')
    vi.advanceTimersByTime(1000)
    expect(sockets).toHaveLength(2)
    socket().welcome()
    expect(statuses.at(-1)).toBe('connected')
    // What the dead one says or does after all changes nothing.
    dead.emit('close', { code: 1006 })
    dead.say({ type: 'exited', channel: 1, status: 0, signal: null })
    expect(statuses.at(-1)).toBe('connected')
  })

  it('is given up within 5 seconds of a key, and the reader reads that it waits', () => {
    const { channel, statuses, waiting } = openPage()
    channel.write('ls')
    expect(waiting).toEqual([])
    vi.advanceTimersByTime(2000)
    expect(waiting).toEqual([2])
    vi.advanceTimersByTime(3000)
    expect(statuses.at(-1)).toBe('reconnecting')
    channel.write('x')
    expect(waiting.at(-1)).toBe(3)
  })

  it('is asked at once where the page has reason to doubt it', () => {
    const { client, socket, statuses } = openPage()
    client.check()
    expect(socket().count('ping')).toBe(1)
    socket().say({ type: 'pong' })
    vi.advanceTimersByTime(5000)
    expect(statuses.at(-1)).toBe('connected')
    client.check()
    vi.advanceTimersByTime(3000)
    expect(statuses.at(-1)).toBe('reconnecting')
  })

  it('is not given up while something is heard, whether or not a key was taken', () => {
    const { channel, socket, statuses } = openPage()
    channel.write('x')
    for (let second = 0; second < 60; second++) {
      vi.advanceTimersByTime(1000)
      socket().say({ type: 'pong' })
    }
    expect(statuses.at(-1)).toBe('connected')
  })

  it('is given up before the welcome, too', () => {
    const { socket, statuses } = page()
    vi.advanceTimersByTime(10_000)
    expect(socket().isClosing).toBe(true)
    expect(statuses.at(-1)).toBe('unreachable')
  })
})

describe('keys that were typed while the connection was dead', () => {
  it.each([
    ['none', 0, 'ls -l\r'],
    ['some', 2, ' -l\r'],
  ])('reach the shell, which has %s of them', (_, taken, rest) => {
    const { channel, socket, waiting } = openPage()
    channel.write('ls')
    vi.advanceTimersByTime(5000)
    channel.write(' -l\r')
    vi.advanceTimersByTime(1000)
    socket().welcome()
    expect(socket().typed).toBe('')
    socket().open({ taken })
    expect(socket().typed).toBe(rest)
    socket().say({ type: 'taken', channel: 1, offset: 6, again: false })
    expect(waiting.at(-1)).toBe(0)
  })

  it('are taken back by Ctrl+C, which the shell gets in their place', () => {
    const { channel, socket, waiting } = openPage()
    channel.write('rm x')
    vi.advanceTimersByTime(5000)
    channel.write('\r')
    channel.signal('INT')
    vi.advanceTimersByTime(1000)
    socket().welcome()
    socket().open({ taken: 2 })
    expect(socket().typed).toBe('\x03')
    socket().say({ type: 'taken', channel: 1, offset: 3, again: false })
    expect(waiting.at(-1)).toBe(0)
  })

  it('are sent again where the server lost them on its way to the shell', () => {
    const { channel, socket } = openPage()
    channel.write('abc')
    socket().say({ type: 'taken', channel: 1, offset: 1, again: true })
    expect(socket().typed).toBe('abcbc')
  })
})

describe('a paste that is larger than a terminal keeps', () => {
  it('is refused as a whole, and the next key is typed', () => {
    const { channel, socket } = openPage()
    expect(channel.write('x'.repeat(MAXIMUM_PASTE_BYTES + 1))).toBe(false)
    expect(channel.write('y')).toBe(true)
    expect(socket().typed).toBe('y')
  })
})

describe('a terminal that another page shows, too', () => {
  it('leaves its size to that one until it claims it', () => {
    const { channel, socket } = openPage()
    socket().say({ type: 'size', channel: 1, columns: 60, rows: 20, owned: false })
    channel.claim()
    channel.claim()
    expect(socket().messages.filter(({ type }) => type === 'claim')).toEqual([
      { type: 'claim', channel: 1, columns: 80, rows: 24 },
    ])
    socket().say({ type: 'size', channel: 1, columns: 80, rows: 24, owned: true })
    channel.resize(81, 24)
    expect(socket().messages.at(-1)).toEqual({ type: 'resize', channel: 1, columns: 81, rows: 24 })
  })

  it('does not claim it by coming back', () => {
    const { socket } = openPage()
    socket().say({ type: 'size', channel: 1, columns: 60, rows: 20, owned: false })
    vi.advanceTimersByTime(26_000)
    socket().welcome()
    expect(socket().messages.at(-1)).toMatchObject({ type: 'open', claim: false })
  })
})

describe('a reset', () => {
  const ready = (id: string) =>
    ({ type: 'sandbox', status: { state: 'ready', id, secondsLeft: 60 } }) as const

  it('throws away the sandbox that the reader saw, not the one that came after it', () => {
    const { client, socket } = page()
    socket().welcome()
    socket().say(ready('first'))
    socket().emit('close', { code: 1006 })
    client.reset()
    vi.advanceTimersByTime(1000)
    socket().welcome()
    socket().say(ready('second'))
    client.reset()
    expect(socket().messages.filter(({ type }) => type === 'reset')).toEqual([
      { type: 'reset', sandbox: 'first' },
      { type: 'reset', sandbox: 'second' },
    ])
  })
})

describe('a reader who leaves the queue', () => {
  it('throws no sandbox away', () => {
    const { client, socket } = page()
    socket().welcome()
    client.leaveQueue()
    expect([socket().count('leave-queue'), socket().count('reset')]).toEqual([1, 0])
  })

  it('while the connection is down leaves it with the next one, before anything is opened', () => {
    const { client, socket } = page()
    socket().welcome()
    socket().emit('close', { code: 1006 })
    client.leaveQueue()
    vi.advanceTimersByTime(1000)
    socket().welcome()
    expect(socket().messages.map(({ type }) => type)).toEqual(['hello', 'leave-queue', 'open'])
  })
})

describe('a silent command', () => {
  it('that was asked for before there is a connection is sent with the first one', async () => {
    const { client, socket } = page()
    const result = client.exec('true')
    socket().welcome()
    const [sent] = socket().messages.filter((message) => message.type === 'exec')
    expect(sent).toMatchObject({ command: 'true' })
    const { request } = sent as { request: number }
    const outcome = { timedOut: false, truncated: false, stdout: 'out', stderr: '' }
    socket().say({ type: 'exec-result', request, status: 0, ...outcome })
    expect(await result).toEqual({ status: 0, ...outcome })
  })

  it('that may have run is refused when the connection is lost, and never sent again', async () => {
    const { client, socket } = page()
    socket().welcome()
    const result = client.exec('rm one')
    socket().emit('close', { code: 1006 })
    await expect(result).rejects.toThrow('The connection was lost.')
    vi.advanceTimersByTime(1000)
    socket().welcome()
    expect(socket().count('exec')).toBe(0)
  })

  it('leaves out a directory that no shell could be in', () => {
    const { client, socket } = page()
    socket().welcome()
    void client.exec('true', { directory: '/one\ntwo' }).catch(() => {})
    expect(socket().messages.at(-1)).not.toHaveProperty('directory')
    client.dispose()
  })
})

describe('a server that does not take the page', () => {
  it.each([
    [4409, 'refused', 'This page is older or newer than its server. Reload the page.'],
    [4503, 'unreachable', 'This server has no live terminals at the moment.'],
  ])('for good (%d) is not asked again', async (code, status, sentence) => {
    const { client, socket, sockets, statuses } = page()
    const reached = client.reach()
    socket().emit('open')
    socket().emit('close', { code })
    await expect(reached).rejects.toThrow(sentence)
    expect(statuses.at(-1)).toBe(status)
    vi.advanceTimersByTime(60_000)
    expect(sockets).toHaveLength(1)
  })

  it('with its token gets a new session at once, and the shells of the old one are gone', () => {
    const saved: (string | undefined)[] = []
    const errors: string[] = []
    const sockets: FakeSocket[] = []
    const client = new LiveClient({
      sentenceOf: englishFailure,
      connect() {
        sockets.push(new FakeSocket())
        return sockets.at(-1) as FakeSocket
      },
      token: { load: () => 'old', save: (token) => saved.push(token) },
    })
    client.open(
      { terminal: 'a/b', columns: 80, rows: 24, resume: true },
      { onOutput() {}, onError: (sentence) => errors.push(sentence) },
    )
    void client.reach()
    sockets[0]?.emit('open')
    sockets[0]?.emit('close', { code: 4401 })
    expect([saved, errors.length]).toEqual([[undefined], 1])
    vi.advanceTimersByTime(1000)
    expect(sockets).toHaveLength(2)
    sockets[1]?.welcome()
    expect(saved).toEqual([undefined, 'token'])
    // The terminal that was lost is not asked for again.
    expect(sockets[1]?.count('open')).toBe(0)
    client.dispose()
  })

  it('with no connection at all says so once, and the next call tries again', async () => {
    const { client, socket, sockets } = page()
    const reached = client.reach()
    socket().emit('close', { code: 1006 })
    await expect(reached).rejects.toThrow('cannot be reached')
    vi.advanceTimersByTime(60_000)
    expect(sockets).toHaveLength(1)
    void client.reach()
    expect(sockets).toHaveLength(2)
    socket().welcome()
  })
})

describe('output', () => {
  const frame = (offset: number, bytes: number) => {
    const whole = new Uint8Array(FRAME_HEADER_BYTES + bytes)
    writeOutputHeader(whole, 1, offset)
    return { data: whole.buffer }
  }

  it('is acknowledged at once when it is much, and else after a moment, together', () => {
    const { socket } = openPage()
    socket().emit('message', frame(0, FIRST_ACKNOWLEDGE_BYTES))
    expect(socket().messages.at(-1)).toMatchObject({ offset: FIRST_ACKNOWLEDGE_BYTES })
    socket().emit('message', frame(FIRST_ACKNOWLEDGE_BYTES, 1))
    socket().emit('message', frame(FIRST_ACKNOWLEDGE_BYTES + 1, 1))
    expect(socket().count('acknowledge')).toBe(1)
    vi.advanceTimersByTime(ACKNOWLEDGE_MILLISECONDS)
    expect(socket().messages.at(-1)).toMatchObject({ offset: FIRST_ACKNOWLEDGE_BYTES + 2 })
    expect(socket().count('acknowledge')).toBe(2)
  })

  it('is asked for again from the byte where it stopped', () => {
    const { socket } = openPage()
    socket().emit('message', frame(0, 10))
    socket().emit('close', { code: 1006 })
    vi.advanceTimersByTime(1000)
    socket().welcome()
    expect(socket().messages.at(-1)).toMatchObject({ type: 'open', from: 10 })
  })

  it('of a frame that is none changes nothing', () => {
    const { socket, statuses } = openPage()
    for (const data of [new ArrayBuffer(0), new ArrayBuffer(2), 'no JSON', '{"type":"none"}', 7]) {
      socket().emit('message', { data })
    }
    expect([statuses.at(-1), socket().isClosing]).toEqual(['connected', false])
  })
})

describe('a page that goes', () => {
  it('connects no more, though somebody waited for that', async () => {
    const { client, sockets } = page()
    const reached = client.reach()
    reached.catch(() => client.open({ terminal: 'a/c', columns: 1, rows: 1 }, { onOutput() {} }))
    client.dispose()
    await expect(reached).rejects.toThrow('The page has closed its connection.')
    vi.advanceTimersByTime(60_000)
    expect(sockets).toHaveLength(1)
  })
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import type { BoardClientMessage, BoardServerMessage } from '../../../protocol/board-messages.ts'
import type { SocketLike } from '../../../protocol/client.ts'
import { CLOSE_CODES } from '../../../protocol/close-codes.ts'
import { BOARD_VERSION } from '../../../protocol/limits.ts'
import { SocketEvents } from '../../../protocol/socket-events.ts'
import { BoardClient, type BoardConnection } from '../../../src/board/board-client.ts'

/** The other end of a board's connection. */
class Line implements SocketLike {
  binaryType = ''
  readonly heard: BoardClientMessage[] = []
  readonly #events = new SocketEvents()
  readonly addEventListener = this.#events.add

  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.heard.push(JSON.parse(String(data)))
  }

  close(): void {}

  open(): void {
    this.#events.tell('open', undefined)
  }

  say(message: BoardServerMessage): void {
    this.#events.tell('message', { data: JSON.stringify(message) })
  }

  welcome(): void {
    this.open()
    this.say({ type: 'welcome', version: BOARD_VERSION, host: 'Ada', workshops: [] })
  }

  cut(code = 1006): void {
    this.#events.tell('close', { code })
  }
}

function openBoard() {
  vi.useFakeTimers()
  const lines: Line[] = []
  const states: BoardConnection[] = []
  const told: string[] = []
  const client = new BoardClient({
    connect: () => {
      const line = new Line()
      lines.push(line)
      return line
    },
    token: 'token-of-ada',
    reader: () => undefined,
    unanswered: { notConnected: 'Not connected.', lost: 'Nobody knows.' },
    onConnection: (connection) => states.push(connection),
    onMessage: ({ type }) => told.push(type),
    onFrame() {},
  })
  const line = (index: number) => lines[index] as Line
  return { client, lines, line, states, told }
}

/** Longer than any pause before a further try. */
const PAUSE_MILLISECONDS = 5000

afterEach(() => {
  vi.useRealTimers()
})

describe('a board', () => {
  it('comes back by itself, and asks for the workshop and the tiles that it showed', () => {
    const { client, lines, line, states } = openBoard()
    line(0).welcome()
    client.watch('morning')
    client.view([3, 1])
    expect(states.at(-1)).toEqual({ state: 'connected' })
    line(0).cut()
    expect(states.at(-1)).toMatchObject({ state: 'lost' })
    vi.advanceTimersByTime(PAUSE_MILLISECONDS)
    expect(lines).toHaveLength(2)
    line(1).welcome()
    expect(line(1).heard).toEqual([
      { type: 'hello', version: BOARD_VERSION, token: 'token-of-ada' },
      { type: 'watch', workshop: 'morning' },
      { type: 'view', seats: [3, 1] },
    ])
    expect(states.at(-1)).toEqual({ state: 'connected' })
  })

  it('says since when it is stale, however often it tries meanwhile', () => {
    const { lines, line, states } = openBoard()
    line(0).welcome()
    const since = Date.now()
    line(0).cut()
    for (const index of [1, 2, 3]) {
      vi.advanceTimersByTime(PAUSE_MILLISECONDS)
      expect(lines).toHaveLength(index + 1)
      line(index).cut()
    }
    expect(states.at(-1)).toEqual({ state: 'lost', since })
  })

  it('gives up a line that is silent, and hears no more of it', () => {
    const { lines, line, states, told } = openBoard()
    line(0).welcome()
    vi.advanceTimersByTime(60_000)
    expect(line(0).heard.at(-1)).toEqual({ type: 'ping' })
    expect(states.some(({ state }) => state === 'lost')).toBe(true)
    expect(lines.length).toBeGreaterThan(1)
    const before = told.length
    line(0).say({ type: 'workshops', workshops: [] })
    expect(told).toHaveLength(before)
  })

  it.each(['tokenRefused', 'wrongVersion'] as const)('tries no more after %s', (reason) => {
    const { lines, line, states } = openBoard()
    line(0).open()
    line(0).cut(CLOSE_CODES[reason])
    vi.advanceTimersByTime(60_000)
    expect(states).toEqual([{ state: 'refused', reason }])
    expect(lines).toHaveLength(1)
  })

  it('tells of each act whether it was done, refused, or nobody knows', async () => {
    const { client, line } = openBoard()
    await expect(client.act('morning', { act: 'open' })).rejects.toThrow('Not connected.')
    line(0).welcome()
    const move = client.act('morning', { act: 'move', seat: 1 })
    const close = client.act('morning', { act: 'close' })
    const open = client.act('morning', { act: 'open' })
    const [first, second] = line(0).heard.flatMap((one) => (one.type === 'do' ? [one.request] : []))
    line(0).say({ type: 'refused', request: second ?? 0, sentence: 'Not now.', field: 'closes' })
    line(0).say({ type: 'done', request: first ?? 0, answer: '123 456' })
    await expect(move).resolves.toBe('123 456')
    await expect(close).rejects.toMatchObject({ message: 'Not now.', field: 'closes' })
    line(0).cut()
    await expect(open).rejects.toThrow('Nobody knows.')
  })
})

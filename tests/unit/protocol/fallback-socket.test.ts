import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SocketLike } from '../../../protocol/client.ts'
import { FallbackSocket } from '../../../protocol/fallback-socket.ts'
import { CLOSE } from '../../../protocol/sentences.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

class FakeSocket implements SocketLike {
  binaryType = ''
  readonly sent: unknown[] = []
  isClosed = false
  readonly #listeners = new Map<string, (event: never) => void>()

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener)
  }
  send(data: unknown): void {
    this.sent.push(data)
  }
  close(): void {
    this.isClosed = true
  }
  emit(type: string, event: object = {}): void {
    this.#listeners.get(type)?.(event as never)
  }
}

/** A page that connects, with what answers it. */
function page({ isThere = true, tries = 1 } = {}) {
  const sockets: FakeSocket[] = []
  const https: FakeSocket[] = []
  const heard: unknown[] = []
  let asked = 0
  const make = (list: FakeSocket[]) => {
    list.push(new FakeSocket())
    return list.at(-1) as FakeSocket
  }
  const socket = new FallbackSocket({
    openSocket: () => make(sockets),
    openHttp: async () => make(https),
    isServerThere: async () => {
      asked += 1
      return isThere
    },
    tries,
    onSocket: () => heard.push('socket works'),
  })
  socket.addEventListener('open', () => heard.push('open'))
  socket.addEventListener('message', ({ data }) => heard.push(data))
  socket.addEventListener('close', ({ code }) => heard.push(code))
  return { socket, sockets, https, heard, asked: () => asked }
}

const passing = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds)

describe('a page that gets a WebSocket', () => {
  it('has that alone, and asks for nothing else', async () => {
    const { socket, sockets, https, heard, asked } = page()
    await passing(3999)
    sockets[0]?.emit('open')
    socket.send('hello')
    sockets[0]?.emit('message', { data: 'welcome' })
    await passing(60_000)
    sockets[0]?.emit('close', { code: 1001 })
    expect(heard).toEqual(['socket works', 'open', 'welcome', 1001])
    expect([sockets[0]?.sent, https, asked()]).toEqual([['hello'], [], 0])
  })
})

describe('a page whose WebSocket fails', () => {
  it('goes on over plain HTTP where the server is there', async () => {
    const { socket, sockets, https, heard } = page()
    sockets[0]?.emit('error')
    sockets[0]?.emit('close', { code: 1006 })
    await passing()
    https[0]?.emit('open')
    socket.send('hello')
    expect([heard, https[0]?.sent]).toEqual([['open'], ['hello']])
  })

  it('has no server where that does not answer', async () => {
    const { sockets, https, heard } = page({ isThere: false })
    sockets[0]?.emit('close', { code: 1006 })
    await passing()
    expect([heard, https]).toEqual([[1006], []])
  })

  it('tries it once more where it worked before: the server may have been away', async () => {
    const { sockets, https, heard } = page({ tries: 2 })
    sockets[0]?.emit('close', { code: 1006 })
    await passing()
    expect([sockets.length, https.length]).toEqual([2, 0])
    sockets[1]?.emit('close', { code: 1006 })
    await passing()
    https[0]?.emit('open')
    expect(heard).toEqual(['open'])
  })

  it('is told that something blocks it, where plain HTTP fails as well', async () => {
    const { sockets, https, heard } = page()
    sockets[0]?.emit('close', { code: 1006 })
    await passing()
    https[0]?.emit('close', { code: CLOSE.blocked.code })
    await passing()
    expect(heard).toEqual([CLOSE.blocked.code])
  })
})

describe('a page whose WebSocket never answers', () => {
  it('goes on over plain HTTP after 4 seconds', async () => {
    const { sockets, https, heard } = page()
    await passing(4000)
    https[0]?.emit('open')
    expect([heard, sockets[0]?.isClosed]).toEqual([['open'], true])
  })

  it('takes the WebSocket that opens first after all', async () => {
    const { sockets, https, heard } = page()
    await passing(4000)
    sockets[0]?.emit('open')
    expect([heard, https[0]?.isClosed]).toEqual([['socket works', 'open'], true])
    https[0]?.emit('open')
    https[0]?.emit('close', { code: 1000 })
    expect(heard).toEqual(['socket works', 'open'])
  })
})

describe('a page that knows that only plain HTTP works', () => {
  it('tries no WebSocket', async () => {
    const { sockets, https, heard } = page({ tries: 0 })
    await passing()
    https[0]?.emit('open')
    expect([heard, sockets]).toEqual([['open'], []])
  })

  it('takes a server that is away for no filter', async () => {
    const { https, heard } = page({ tries: 0, isThere: false })
    await passing()
    https[0]?.emit('close', { code: CLOSE.blocked.code })
    await passing()
    expect(heard).toEqual([1006])
  })
})

it('a page that goes closes whatever was tried', async () => {
  const { socket, sockets, https, heard } = page()
  await passing(4000)
  socket.close()
  expect([sockets[0]?.isClosed, https[0]?.isClosed, heard]).toEqual([true, true, [1006]])
})

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** How often a slow line carries something, in milliseconds. */
const TICK_MILLISECONDS = 100

/** How the line between a reader and a server is. `slow`: it carries 1000 bytes a second each way. */
export type LineState = 'good' | 'slow'

/** Both ends of one connection. */
interface Pair {
  readonly near: Socket
  readonly far: Socket
  isBlackHole: boolean
}

/** A TCP line to a server of this machine, with which things go wrong. */
export class BadLine implements AsyncDisposable {
  readonly port: number
  state: LineState = 'good'
  readonly #pairs: Set<Pair>
  readonly #close: () => Promise<void>

  private constructor(port: number, pairs: Set<Pair>, close: () => Promise<void>) {
    this.port = port
    this.#pairs = pairs
    this.#close = close
  }

  /** @param serverPort on 127.0.0.1. */
  static async open(serverPort: number): Promise<BadLine> {
    const pairs = new Set<Pair>()
    const server = createServer((near) => {
      const far = connect(serverPort, '127.0.0.1')
      const pair: Pair = { near, far, isBlackHole: false }
      pairs.add(pair)
      near.once('close', () => pairs.delete(pair))
      carry(pair, near, far, () => line.state)
      carry(pair, far, near, () => line.state)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const line: BadLine = new BadLine(port, pairs, async () => {
      for (const { near, far } of pairs) for (const end of [near, far]) end.destroy()
      server.close()
      await once(server, 'close')
    })
    return line
  }

  /** As readers of this machine reach the server by this line, such as `http://127.0.0.1:40123`. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Nothing that was or is sent arrives any more, and nobody is told. A new connection is good. */
  swallow(): void {
    for (const pair of this.#pairs) pair.isBlackHole = true
  }

  /** Both sides are told at once that the connection is gone. A new one is good. */
  reset(): void {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy()
      far.resetAndDestroy()
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}

function carry(pair: Pair, from: Socket, to: Socket, state: () => LineState): void {
  let left = 0
  const refill = setInterval(() => {
    left = TICK_MILLISECONDS
    from.resume()
  }, TICK_MILLISECONDS)
  const pass = (chunk: Buffer) => {
    if (pair.isBlackHole) return
    if (state() === 'good') {
      to.write(chunk)
      return
    }
    to.write(chunk.subarray(0, left))
    const rest = chunk.subarray(left)
    left -= chunk.length - rest.length
    if (rest.length === 0) return
    from.pause()
    from.unshift(rest)
  }
  from.setNoDelay(true)
  from.on('data', pass)
  from.on('error', () => {})
  from.once('close', () => {
    clearInterval(refill)
    // A black hole does not tell the other side of an end either.
    if (!pair.isBlackHole) to.destroy()
  })
}

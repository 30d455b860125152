import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** How often a slow line carries something, in milliseconds. */
const TICK_MILLISECONDS = 100

/**
 * What the line between a reader and a server does. `black-hole`: nothing that was or is sent arrives,
 * and nobody is told; a new connection is good. `slow`: a thousand bytes a second each way.
 */
export type LineState = 'good' | 'slow'

/** Both ends of one connection. */
interface Pair {
  readonly near: Socket
  readonly far: Socket
  isBlackHole: boolean
}

/** A TCP line to a server, with which things go wrong. */
export class BadLine implements AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly address: string
  state: LineState = 'good'
  readonly #pairs: Set<Pair>
  readonly #close: () => Promise<void>

  private constructor(address: string, pairs: Set<Pair>, close: () => Promise<void>) {
    this.address = address
    this.#pairs = pairs
    this.#close = close
  }

  /** @param port asked at each connection for that of the server: another one may have its place. */
  static async open(port: () => number): Promise<BadLine> {
    const pairs = new Set<Pair>()
    const server = createServer((near) => {
      const far = connect(port(), '127.0.0.1')
      const pair: Pair = { near, far, isBlackHole: false }
      pairs.add(pair)
      carry(pair, near, far, () => line.state)
      carry(pair, far, near, () => line.state)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const line: BadLine = new BadLine(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      pairs,
      async () => {
        for (const { near, far } of pairs) for (const end of [near, far]) end.destroy()
        server.close()
        await once(server, 'close')
      },
    )
    return line
  }

  /** From now on nothing that was sent arrives, on either side, and nobody is told. */
  swallow(): void {
    for (const pair of this.#pairs) pair.isBlackHole = true
  }

  /** Both sides are told at once that the connection is gone. */
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

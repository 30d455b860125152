import { describe, expect, it } from 'vitest'
import {
  MAXIMUM_UNSENT_OUTPUT_BYTES,
  OutputGate,
} from '../../../sandbox-server/gateway/output-gate.ts'

/** The end of a connection whose client reads when the test says so. */
class SlowSocket {
  bufferedAmount = 0
  readonly #sent: { readonly length: number; readonly done: () => void }[] = []

  send({ length }: Uint8Array, done: () => void): void {
    this.bufferedAmount += length
    this.#sent.push({ length, done })
  }

  /** The client reads the oldest frame. */
  read(): void {
    const frame = this.#sent.shift()
    this.bufferedAmount -= frame?.length ?? 0
    frame?.done()
  }
}

function gateOf() {
  const socket = new SlowSocket()
  return { socket, gate: new OutputGate(socket) }
}

const HALF = new Uint8Array(MAXIMUM_UNSENT_OUTPUT_BYTES / 2)

/** A channel that counts how often it was told to go on. */
class Source {
  resumed = 0
  resume(): void {
    this.resumed += 1
  }
}

describe('output of a connection', () => {
  it('goes on while its client reads', () => {
    const { socket, gate } = gateOf()
    const source = new Source()
    for (let frame = 0; frame < 100; frame++) {
      expect(gate.send(source, HALF)).toBe(true)
      socket.read()
    }
    expect(source.resumed).toBe(0)
  })

  it('waits while too much of it is unsent, and goes on once there is room, once', () => {
    const { socket, gate } = gateOf()
    const source = new Source()
    expect([gate.send(source, HALF), gate.send(source, HALF)]).toEqual([true, true])
    expect(gate.send(source, HALF)).toBe(false)
    expect(source.resumed).toBe(0)
    socket.read()
    expect(source.resumed).toBe(1)
    socket.read()
    expect(source.resumed).toBe(1)
  })

  it('goes on channel by channel, in the order in which they came', () => {
    const { socket, gate } = gateOf()
    const order: string[] = []
    const source = (name: string) => ({
      resume() {
        order.push(name)
        gate.send(this, HALF)
      },
    })
    for (const name of ['a', 'b', 'c']) gate.send(source(name), HALF)
    gate.send(source('d'), HALF)
    // What `c` sends once more fills it again before it is the turn of `d`.
    for (let read = 0; read < 3; read++) socket.read()
    expect(order).toEqual(['c', 'd'])
  })

  it('waits for nobody once the connection is gone', () => {
    const { socket, gate } = gateOf()
    const source = new Source()
    for (let frame = 0; frame < 3; frame++) gate.send(source, HALF)
    gate.close()
    for (let frame = 0; frame < 3; frame++) socket.read()
    expect(source.resumed).toBe(0)
  })
})

import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { EventStreamReader } from '../../../protocol/event-stream.ts'
import type { Delivery } from '../../../protocol/http-messages.ts'
import {
  HEARTBEAT_MILLISECONDS,
  MAXIMUM_MESSAGE_BYTES,
  POLL_HOLD_MILLISECONDS,
} from '../../../protocol/limits.ts'
import { CLOSE } from '../../../protocol/sentences.ts'
import {
  ABSENT_MILLISECONDS,
  HttpTransport,
  STREAM_MILLISECONDS,
} from '../../../sandbox-server/gateway/http-transport.ts'
import { HandedClock } from '../../support/handed-clock.ts'

/** An answer that a page reads. */
class Answer extends PassThrough {
  headers: Record<string, unknown> = {}
  #bytes = Buffer.alloc(0)

  constructor() {
    super()
    this.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk])
    })
  }

  writeHead(_: number, headers: Record<string, unknown>): this {
    this.headers = headers
    return this
  }

  get text(): string {
    return this.#bytes.toString()
  }

  /** What came by it, whichever kind it is. */
  get deliveries(): Delivery[] {
    const isStream = this.headers['Content-Type'] === 'text/event-stream'
    const texts = isStream ? new EventStreamReader().push(this.#bytes) : [this.text]
    return texts.filter(Boolean).map((text) => JSON.parse(text) as Delivery)
  }

  get frames(): string[] {
    return this.deliveries.flatMap(({ frames }) => frames)
  }
}

let clock: HandedClock
let transport: HttpTransport
let received: string[]
let closes: number[]

beforeEach(() => {
  clock = new HandedClock()
  transport = new HttpTransport(clock)
  received = []
  closes = []
  transport.on('message', (frame: Buffer, isBinary: boolean) => {
    received.push(isBinary ? `binary ${frame.toString('hex')}` : frame.toString())
  })
  transport.on('close', (code: number) => closes.push(code))
})

function receive(after: number, kind: 'stream' | 'poll' = 'stream'): Answer {
  const answer = new Answer()
  transport.receive(answer as unknown as ServerResponse, after, kind)
  return answer
}

/** What follows without a timer. */
const settled = () => clock.advance(0)

describe('frames to a page without a WebSocket', () => {
  it('come by one answer that goes on, which says something at once', async () => {
    const answer = receive(0)
    await settled()
    expect(answer.text).toBe(':\n\n')
    expect(answer.headers).toMatchObject({ 'X-Accel-Buffering': 'no' })
    transport.send('{"one":1}')
    transport.send(Uint8Array.of(1, 2, 255))
    await settled()
    expect(answer.deliveries).toEqual([{ first: 1, frames: ['{"one":1}', 'AQL/'] }])
    expect(answer.writableEnded).toBe(false)
  })

  it('come again by the next answer where the one before was cut, and none twice', async () => {
    const first = receive(0)
    transport.send('{"one":1}')
    transport.send('{"two":2}')
    await settled()
    first.destroy()
    transport.send('{"three":3}')
    const second = receive(1)
    await settled()
    expect(second.deliveries).toEqual([{ first: 2, frames: ['{"two":2}', '{"three":3}'] }])
  })

  it('count as unsent until the page is known to have them', async () => {
    receive(0)
    let taken = 0
    transport.send('{"one":1}', () => {
      taken += 1
    })
    await settled()
    expect([transport.bufferedAmount, taken]).toEqual([9, 0])
    transport.accept(1, 1, [])
    expect([transport.bufferedAmount, taken]).toEqual([0, 1])
  })

  it('count as unsent, too, where a page says that it has what it never read', async () => {
    const answer = receive(0)
    answer.pause()
    transport.send(`{"large":"${'x'.repeat(100_000)}"}`)
    await settled()
    transport.accept(1, 1, [])
    expect(transport.bufferedAmount).toBeGreaterThan(50_000)
  })

  it('end a poll that waits for them, and each poll ends', async () => {
    const first = receive(0, 'poll')
    await settled()
    expect(first.writableEnded).toBe(false)
    transport.send('{"one":1}')
    await settled()
    expect([first.writableEnded, first.frames]).toEqual([true, ['{"one":1}']])
    const second = receive(1, 'poll')
    await clock.advance(POLL_HOLD_MILLISECONDS)
    expect([second.writableEnded, second.deliveries]).toEqual([true, [{ first: 2, frames: [] }]])
    expect(transport.kind).toBe('poll')
  })
})

describe('a stream that has nothing to say', () => {
  it('says so every two seconds, and is asked for again within a minute', async () => {
    const answer = receive(0)
    await clock.advance(3 * HEARTBEAT_MILLISECONDS)
    expect(answer.text).toBe(':\n\n'.repeat(4))
    await clock.advance(STREAM_MILLISECONDS)
    expect([answer.writableEnded, closes]).toEqual([true, []])
  })
})

describe('frames from a page without a WebSocket', () => {
  it('are taken in their order, and those of a batch that comes twice once', () => {
    transport.accept(1, 0, ['{"one":1}', 'AQL/'])
    transport.accept(1, 0, ['{"one":1}', 'AQL/'])
    transport.accept(2, 0, ['{"two":2}'])
    expect(received).toEqual(['{"one":1}', 'binary 0102ff', '{"two":2}'])
  })

  it.each([
    ['after a gap', 'malformed', () => transport.accept(2, 0, [])],
    ['with a frame that was never sent', 'malformed', () => transport.accept(1, 1, [])],
    [
      'too large',
      'tooLarge',
      () => transport.accept(1, 0, [`{${' '.repeat(MAXIMUM_MESSAGE_BYTES)}`]),
    ],
  ] as const)('end the connection where they come %s', async (_, name, act) => {
    act()
    await settled()
    expect([closes, received]).toEqual([[CLOSE[name].code], []])
    // The page asks why.
    const answer = receive(0)
    await settled()
    expect(answer.deliveries).toEqual([{ first: 1, frames: [], close: CLOSE[name].code }])
    expect(answer.writableEnded).toBe(true)
  })
})

describe('a page without a WebSocket', () => {
  it('is told the end behind all that was sent before', async () => {
    const answer = receive(0)
    transport.send('{"last":1}')
    transport.close(CLOSE.goingAway.code)
    transport.send('{"late":1}')
    await settled()
    expect(answer.deliveries).toEqual([{ first: 1, frames: ['{"last":1}'], close: 1001 }])
  })

  it('is gone when it asks for nothing any more, and leaves no timer', async () => {
    const answer = receive(0)
    await clock.advance(1000)
    answer.destroy()
    await clock.advance(ABSENT_MILLISECONDS - 1)
    expect(closes).toEqual([])
    await clock.advance(1)
    expect([closes, clock.timers]).toEqual([[1006], 0])
  })

  it('that never asked is gone, too', async () => {
    await clock.advance(ABSENT_MILLISECONDS)
    expect([closes, clock.timers]).toEqual([[1006], 0])
  })

  it('that asks anew gets the answer, and the one before ends', async () => {
    const before = receive(0)
    const now = receive(0)
    transport.send('{"one":1}')
    await settled()
    expect([before.writableEnded, before.frames, now.frames]).toEqual([true, [], ['{"one":1}']])
  })
})

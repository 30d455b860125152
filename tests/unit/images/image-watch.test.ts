import type Docker from 'dockerode'
import { describe, expect, it } from 'vitest'
import { watchImage } from '../../../sandbox-server/images/image-watch.ts'
import { HandedClock } from '../../support/handed-clock.ts'

const MINUTE = 60_000

/** An engine that has one image, or does not answer. */
function engineWith(id: () => string) {
  const image = { inspect: async () => ({ Id: id() }) }
  return { getImage: () => image } as unknown as Docker
}

describe('a server that watches its image', () => {
  it('hears of each renewal once, and of nothing after it has stopped', async () => {
    const clock = new HandedClock()
    let id = 'first'
    let changes = 0
    const stop = watchImage(
      engineWith(() => id),
      'image',
      clock,
      () => {
        changes += 1
      },
    )
    await clock.advance(MINUTE)
    expect(changes).toBe(0)
    id = 'second'
    await clock.advance(2 * MINUTE)
    expect(changes).toBe(1)
    stop()
    id = 'third'
    await clock.advance(MINUTE)
    expect(changes).toBe(1)
    expect(clock.timers).toBe(0)
  })

  it('takes an image that is gone, or an engine that does not answer, for no renewal', async () => {
    const clock = new HandedClock()
    let id: string | undefined = 'first'
    let changes = 0
    const engine = engineWith(() => {
      if (id === undefined) throw new Error('no such image')
      return id
    })
    const stop = watchImage(engine, 'image', clock, () => {
      changes += 1
    })
    await clock.advance(MINUTE)
    id = undefined
    await clock.advance(MINUTE)
    id = 'first'
    await clock.advance(MINUTE)
    expect(changes).toBe(0)
    id = 'second'
    await clock.advance(MINUTE)
    expect(changes).toBe(1)
    stop()
  })
})

import { describe, expect, it } from 'vitest'
import { SmallHouse } from '../../support/small-house.ts'

/** As each page is one. */
const watcher = () => ({ sandbox() {}, notice() {} })

describe('the sessions of a server', () => {
  it('are one for each token, and a new one where there is none', async () => {
    await using house = new SmallHouse()
    const first = await house.sessions.enter(undefined, undefined, watcher())
    const tab = await house.sessions.enter(first?.token, undefined, watcher())
    const other = await house.sessions.enter(undefined, undefined, watcher())
    expect(tab?.session).toBe(first?.session)
    expect(other?.session.id).not.toBe(first?.session.id)
    expect(house.sessions.count).toBe(2)
    expect(house.sessions.find(({ id }) => id === other?.session.id)).toBe(other?.session)
  })

  it('take in nobody whose token is refused, and keep nothing of it', async () => {
    await using house = new SmallHouse()
    expect(await house.sessions.enter('forged', undefined, watcher())).toBeUndefined()
    expect([house.sessions.count, house.sessions.living('forged')]).toEqual([0, undefined])
  })

  it('are not reached from a computer that they have left', async () => {
    await using house = new SmallHouse()
    const old = await house.sessions.enter(undefined, undefined, watcher())
    const id = old?.session.id ?? ''
    house.generations.set(id, 1)
    expect(old?.isHere()).toBe(false)
    expect(await house.sessions.enter(old?.token, undefined, watcher())).toBeUndefined()
    expect(await house.sessions.known(old?.token ?? '')).toBeUndefined()
    const here = await house.sessions.enter(`${id}#1`, undefined, watcher())
    expect(here?.session).toBe(old?.session)
    // Each connection makes the token anew: it stays that of this computer.
    expect(await house.sessions.known(here?.token ?? '')).toBe(id)
    house.generations.set(id, 2)
    expect(await house.sessions.known(here?.token ?? '')).toBeUndefined()
  })

  it('give no new token to a page whose seat moves in that moment', async () => {
    await using house = new SmallHouse()
    const old = await house.sessions.enter(undefined, undefined, watcher())
    const again = house.sessions.enter(old?.token, undefined, watcher())
    house.generations.set(old?.session.id ?? '', 1)
    expect(await again).toBeUndefined()
  })

  it('are forgotten with their last page where nothing is kept', async () => {
    await using house = new SmallHouse()
    const first = await house.sessions.enter(undefined, undefined, watcher())
    const tab = await house.sessions.enter(first?.token, undefined, watcher())
    first?.unwatch()
    expect(house.sessions.count).toBe(1)
    tab?.unwatch()
    expect(house.sessions.count).toBe(0)
    // A page that stops once more takes nothing away from a session that came after.
    const next = await house.sessions.enter(first?.token, undefined, watcher())
    tab?.unwatch()
    expect(house.sessions.living(next?.session.id ?? '')).toBe(next?.session)
  })
})

describe('a sandbox of an earlier server', () => {
  const record = { sandbox: 'kept', endsAt: 0, extensionsLeft: 1 }

  it('is waited for by its reader', async () => {
    await using house = new SmallHouse()
    const { promise, reject } = Promise.withResolvers<never>()
    house.sessions.adopt('reader', record, promise)
    const entry = await house.sessions.enter('reader', undefined, watcher())
    expect(entry?.session.status).toEqual({ state: 'starting', step: 'connection' })
    reject(new Error('It is gone.'))
    await house.clock.advance(0)
    expect(entry?.session.status).toEqual({ state: 'gone', reason: 'lost' })
  })

  it('that is gone is told to its reader when they come back', async () => {
    await using house = new SmallHouse()
    house.sessions.adopt('reader', record, Promise.reject(new Error('It is gone.')))
    await house.clock.advance(0)
    expect(house.sessions.count).toBe(0)
    const entry = await house.sessions.enter('reader', undefined, watcher())
    expect(entry?.session.status).toEqual({ state: 'gone', reason: 'lost' })
  })
})

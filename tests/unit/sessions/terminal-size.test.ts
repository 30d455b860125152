import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type CellSize,
  type OwnedSize,
  TerminalSize,
} from '../../../sandbox-server/sessions/terminal-size.ts'

const WIDE = { columns: 120, rows: 30 }
const NARROW = { columns: 60, rows: 20 }

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** A terminal whose sizes are noted, and pages that note what they are told. */
function terminal(size?: CellSize) {
  const sizes: CellSize[] = []
  const shared = new TerminalSize(size, (changed) => sizes.push(changed))
  return {
    sizes,
    shared,
    page(own: CellSize, claims = true) {
      const told: OwnedSize[] = []
      const watcher = { size: (changed: OwnedSize) => told.push(changed) }
      return { watcher, told, joined: shared.join(watcher, own, claims) }
    },
  }
}

describe('the size of a terminal', () => {
  it('is that of its only page, and set only where it is another one', () => {
    const { sizes, page } = terminal(WIDE)
    expect(page(WIDE).joined).toEqual({ ...WIDE, owned: true })
    expect(sizes).toEqual([])
    const adopted = terminal()
    adopted.page(WIDE, false)
    expect(adopted.sizes).toEqual([WIDE])
  })

  it('follows the page that came last, and the one before is told', () => {
    const { sizes, page } = terminal(WIDE)
    const first = page(WIDE)
    expect(page(NARROW).joined).toEqual({ ...NARROW, owned: true })
    vi.runAllTimers()
    expect(sizes).toEqual([NARROW])
    expect(first.told).toEqual([{ ...NARROW, owned: false }])
  })

  it('is left alone by a page that does not claim it, until it does', () => {
    const { sizes, shared, page } = terminal(WIDE)
    const first = page(WIDE)
    const second = page(NARROW, false)
    expect(second.joined).toEqual({ ...WIDE, owned: false })
    shared.resize(second.watcher, { columns: 61, rows: 20 })
    expect(sizes).toEqual([])
    shared.claim(second.watcher, NARROW)
    vi.runAllTimers()
    expect(sizes).toEqual([NARROW])
    expect(second.told).toEqual([{ ...NARROW, owned: true }])
    expect(first.told).toEqual([{ ...NARROW, owned: false }])
  })

  it('goes back to the page before when the owner goes, at the size that page has by now', () => {
    const { sizes, shared, page } = terminal(WIDE)
    const first = page(WIDE)
    const second = page(NARROW)
    vi.runAllTimers()
    const wider = { columns: 140, rows: 30 }
    shared.resize(first.watcher, wider)
    shared.leave(second.watcher)
    vi.runAllTimers()
    expect(sizes).toEqual([NARROW, wider])
    expect(first.told.at(-1)).toEqual({ ...wider, owned: true })
  })

  it('is told once for many changes in a short time', () => {
    const { shared, page } = terminal(WIDE)
    const first = page(WIDE)
    const second = page(NARROW)
    for (let columns = 61; columns <= 100; columns++) {
      shared.resize(second.watcher, { columns, rows: 20 })
    }
    vi.runAllTimers()
    expect(first.told).toEqual([{ columns: 100, rows: 20, owned: false }])
    expect(second.told).toEqual([])
  })

  it('is told to nobody once the terminal is over', () => {
    const { shared, page } = terminal(WIDE)
    const first = page(WIDE)
    page(NARROW)
    shared.close()
    vi.runAllTimers()
    expect(first.told).toEqual([])
  })
})

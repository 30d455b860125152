import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { longestRise } from '../../../src/board/longest-rise.ts'
import { PlaceInOrder } from '../../../src/board/place-in-order.ts'

/** The numbers that stay. */
function staying(numbers: readonly number[]): number[] {
  const positions = longestRise(numbers)
  return numbers.filter((_, position) => positions.has(position))
}

describe('tiles in another order', () => {
  it('stay where they are but for the one that moves to the end, or to the front', () => {
    expect(staying([1, 2, 3, 4, 5, 0])).toEqual([1, 2, 3, 4, 5])
    expect(staying([5, 0, 1, 2, 3, 4])).toEqual([0, 1, 2, 3, 4])
    expect(staying([0, 1, 2])).toEqual([0, 1, 2])
    expect(staying([])).toEqual([])
  })

  it('stay as many as can, in any order', () => {
    // Against every choice of seven that there is.
    let number = 7
    const next = (below: number) => {
      number = (number * 1_103_515_245 + 12_345) % 2_147_483_648
      return number % below
    }
    for (let time = 0; time < 200; time++) {
      const order = Array.from({ length: 7 }, (_, index) => index)
      for (let index = order.length - 1; index > 0; index--) {
        const other = next(index + 1)
        ;[order[index], order[other]] = [order[other] as number, order[index] as number]
      }
      const stay = staying(order)
      expect(stay).toEqual(stay.toSorted((one, other) => one - other))
      expect(stay.length).toBe(longestOfAll(order))
    }
  })
})

function longestOfAll(order: readonly number[]): number {
  let longest = 0
  for (let choice = 0; choice < 1 << order.length; choice++) {
    const chosen = order.filter((_, index) => choice & (1 << index))
    const rises = chosen.every((each, index) => index === 0 || each > (chosen[index - 1] as number))
    if (rises) longest = Math.max(longest, chosen.length)
  }
  return longest
}

/** As much of an element as has an order. */
class Listed {
  readonly children: Listed[] = []
  parentElement: Listed | null = null
  readonly name: string
  /** How often a child was put somewhere. */
  moves = 0

  constructor(name: string) {
    this.name = name
  }

  remove(): void {
    const { children = [] } = this.parentElement ?? {}
    if (this.parentElement) children.splice(children.indexOf(this), 1)
    this.parentElement = null
  }

  insertBefore(child: Listed, next: Listed | null): void {
    child.remove()
    this.moves++
    child.parentElement = this
    this.children.splice(next ? this.children.indexOf(next) : this.children.length, 0, child)
  }

  append(...children: Listed[]): void {
    for (const child of children) this.insertBefore(child, null)
  }

  contains(): boolean {
    return false
  }
}

describe('the tiles of a room whose order changes all the time', () => {
  const tiles = new Map([...'abcdef'].map((name) => [name, new Listed(name)]))
  let list: Listed
  let order: PlaceInOrder
  const place = (names: string, placing = {}) =>
    order.place([...names].map((name) => tiles.get(name)) as unknown as Element[], placing)
  const shown = () => list.children.map(({ name }) => name).join('')

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('document', { activeElement: null })
    vi.stubGlobal('HTMLElement', class {})
    for (const tile of tiles.values()) tile.remove()
    list = new Listed('list')
    order = new PlaceInOrder(list as unknown as Element)
  })

  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('move once a second, to the latest order, and only those that have to', () => {
    place('abcdef')
    expect(shown()).toBe('abcdef')
    vi.advanceTimersByTime(2000)
    list.moves = 0
    place('bcdefa')
    expect([shown(), list.moves]).toEqual(['bcdefa', 1])
    place('cdefab')
    place('defabc')
    expect(shown()).toBe('bcdefa')
    vi.advanceTimersByTime(1000)
    expect([shown(), list.moves]).toEqual(['defabc', 3])
    vi.advanceTimersByTime(5000)
    expect(list.moves).toBe(3)
  })

  it('come and go at once', () => {
    place('abc')
    place('acde')
    expect(shown()).toBe('acde')
  })

  it('stay while the host points at one, and move at once where the host has chosen an order', () => {
    place('abc')
    place('bac')
    place('cba')
    place('cba', { isSteady: true })
    vi.advanceTimersByTime(5000)
    expect(shown()).toBe('bac')
    place('cab', { isForced: true })
    expect(shown()).toBe('cab')
  })
})

import { describe, expect, it } from 'vitest'
import {
  MAXIMUM_PAGES_PER_READER,
  ReaderCount,
} from '../../../sandbox-server/gateway/reader-count.ts'

/** @returns the place, which there must be. */
function placeOf(taken: ReturnType<ReaderCount['take']>): () => void {
  if (typeof taken === 'string') throw new Error(taken)
  return taken
}

describe('readers of one address', () => {
  it('are as many as they are, however many pages each has open', () => {
    const readers = new ReaderCount(300)
    for (let reader = 0; reader < 300; reader++) {
      for (let page = 0; page < 4; page++) placeOf(readers.take('a', `reader-${reader}`))
    }
    expect(readers.take('a', 'one more')).toBe('tooManyReaders')
    placeOf(readers.take('a', 'reader-7'))
    placeOf(readers.take('b', 'one more'))
  })

  it('have their place until the last page is closed', () => {
    const readers = new ReaderCount(1)
    const first = placeOf(readers.take('a', 'one'))
    const second = placeOf(readers.take('a', 'one'))
    first()
    expect(readers.take('a', 'other')).toBe('tooManyReaders')
    second()
    placeOf(readers.take('a', 'other'))
  })

  it('on this machine have no bound', () => {
    const readers = new ReaderCount(1)
    for (let reader = 0; reader < 100; reader++) placeOf(readers.take(undefined, `${reader}`))
  })
})

describe('pages of one reader', () => {
  it.each([['a'], [undefined]])('at %s are bounded, and each that closes makes room', (address) => {
    const readers = new ReaderCount(1)
    const pages = Array.from({ length: MAXIMUM_PAGES_PER_READER }, () =>
      placeOf(readers.take(address, 'one')),
    )
    expect(readers.take(address, 'one')).toBe('tooManyPages')
    pages[0]?.()
    placeOf(readers.take(address, 'one'))
  })
})

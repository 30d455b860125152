import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { ReadPace, readPaced } from '../../../sandbox-server/sandboxes/ssh/read-pace.ts'

const MIB = 1024 * 1024
const SECOND = 1000

describe('what silent commands print', () => {
  it('is read at once where it is as much as commands print', () => {
    const pace = new ReadPace()
    for (let count = 0; count < 100; count++) expect(pace.count(32 * 1024, 0)).toBe(0)
  })

  it.each([
    ['in large pieces', 32 * 1024],
    ['byte by byte', 1],
  ])('without end and %s is read at some kilobytes a second', (_, size) => {
    const pace = new ReadPace()
    let now = 0
    let read = 0
    let pieces = 0
    while (now < 100 * SECOND) {
      now += pace.count(size, now) || 0.01
      read += size
      pieces += 1
    }
    // A burst at first, and then 256 KiB a second.
    expect(read).toBeLessThan(4 * MIB + 100 * 0.26 * MIB)
    expect(pieces / 100).toBeLessThan(350)
  })

  it('waits where it comes from, and is all read in the end', async () => {
    const pieces = Array.from({ length: 300 }, () => Buffer.alloc(16 * 1024))
    let read = 0
    const stream = Readable.from(pieces)
    readPaced(stream, new ReadPace(), (piece) => {
      read += piece.length
    })
    let pauses = 0
    stream.on('pause', () => {
      pauses += 1
    })
    await new Promise((resolve) => stream.once('end', resolve))
    expect(read).toBe(300 * 16 * 1024)
    expect(pauses).toBeGreaterThan(0)
  })
})

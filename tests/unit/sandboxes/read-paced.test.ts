import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { paceOfSilentOutput, readPaced } from '../../../sandbox-server/sandboxes/ssh/read-paced.ts'

const MIB = 1024 * 1024

describe('what silent commands print', () => {
  it('is read at once where it is as much as commands print, and slowly without an end', async () => {
    const pieces = Array.from({ length: 300 }, () => Buffer.alloc(16 * 1024))
    const pausedAt: number[] = []
    let read = 0
    const stream = Readable.from(pieces)
    readPaced(stream, paceOfSilentOutput(), (piece) => {
      read += piece.length
    })
    stream.on('pause', () => pausedAt.push(read))
    await new Promise((resolve) => stream.once('end', resolve))
    // Whoever prints has to wait, and nothing is lost.
    expect(read).toBe(300 * 16 * 1024)
    expect(pausedAt[0]).toBeGreaterThan(3 * MIB)
    expect(pausedAt.length).toBeGreaterThan(20)
  })
})

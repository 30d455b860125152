import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { line, readLines } from '../../../node-protocol/json-stream.ts'
import { MESSAGE_BYTES } from '../../../node-protocol/limits.ts'

const word = z.object({ word: z.string() })

/** @param chunks each is read for itself. */
async function wordsOf(chunks: readonly Buffer[]): Promise<string[]> {
  const words: string[] = []
  for await (const message of readLines(Readable.from(chunks), word)) words.push(message.word)
  return words
}

describe('messages of one line each', () => {
  it('are the same, however they are cut', async () => {
    const sent = Buffer.from(['one', 'zwölf', ''].map((each) => line({ word: each })).join(''))
    for (let size = 1; size <= sent.length; size++) {
      const chunks: Buffer[] = []
      for (let at = 0; at < sent.length; at += size) chunks.push(sent.subarray(at, at + size))
      expect(await wordsOf(chunks)).toEqual(['one', 'zwölf', ''])
    }
  })

  it('are no longer than a message may be, and of their form', async () => {
    const part = Buffer.alloc(MESSAGE_BYTES / 2 + 1, 'x')
    await expect(wordsOf([part, part])).rejects.toThrow('The message is too long.')
    await expect(wordsOf([Buffer.from(line({ words: 1 }))])).rejects.toThrow()
  })

  it('may come a byte at a time, which takes little more than when they come at once', async () => {
    const long = 'x'.repeat(200_000)
    const bytes = Array.from(Buffer.from(line({ word: long })), (byte) => Buffer.of(byte))
    expect(await wordsOf(bytes)).toEqual([long])
  })
})

import { describe, expect, it } from 'vitest'
import {
  cleanPaste,
  linesSentence,
  removedSentence,
  tooLargeSentence,
  waitingSentence,
} from '../../../src/live-terminal/paste.ts'

/** Every character that a paste loses, and no other of the first 65,536. */
function isTaken(code: number): boolean {
  if ([0x09, 0x0a, 0x0d].includes(code)) return false
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
}

describe('a paste', () => {
  it('keeps every character that is only read, and loses every one that acts', () => {
    const codes = Array.from({ length: 0x10000 }, (_, code) => code)
    const wrong = codes.filter((code) => {
      const character = String.fromCharCode(code)
      const { text, removed } = cleanPaste(`a${character}b`)
      const wanted = isTaken(code) ? 'ab' : `a${character}b`
      return text !== wanted || removed.length !== Number(isTaken(code))
    })
    expect(wrong).toEqual([])
  })

  it.each([
    ['\x1b[201~', '', 'end-of-paste marker'],
    ['\x9b201~', '', 'end-of-paste marker'],
    ['one\r\ntwo\rthree\tfour\n', 'one\r\ntwo\rthree\tfour\n', ''],
    ['déjà 😀 👩‍🚀 مرحبا', 'déjà 😀 👩‍🚀 مرحبا', ''],
    ['\x1b[20\x1b[201~1~', '[201~', 'end-of-paste marker, ESC'],
    ['\x1b[31mred', '[31mred', 'ESC'],
  ])('%j becomes %j', (pasted, text, names) => {
    const cleaned = cleanPaste(pasted)
    expect(cleaned.text).toBe(text)
    expect(cleaned.removed.map(({ name }) => name).join(', ')).toBe(names)
    expect(cleanPaste(cleaned.text).removed).toEqual([])
  })
})

describe('the sentences about a paste', () => {
  it('name what was removed, and how often', () => {
    expect(removedSentence(cleanPaste('\x07').removed)).toBe(
      'An invisible control character was removed from what you pasted: BEL.',
    )
    expect(removedSentence(cleanPaste('\x07\x1b\x07\x00\x01\x02\x03\x04').removed)).toBe(
      '8 invisible control characters were removed from what you pasted: ' +
        'BEL (2 times), ESC, NUL, U+0001, U+0002 and others.',
    )
  })

  it('name what was not sent while the connection takes nothing', () => {
    expect(waitingSentence(2000, 1024 * 1024)).toBe(
      'The last 2 KiB were not sent: with what waits for the connection already, that is more than 1 MiB. Try again when the connection is back.',
    )
  })

  it('name the lines that run, and both sizes', () => {
    expect(linesSentence(3)).toMatch(/^You pasted 3 lines\./)
    const MIB = 1024 * 1024
    expect(tooLargeSentence(MIB + 1, MIB)).toBe(
      'What you pasted has 1.1 MiB, and a terminal takes 1 MiB at once. Nothing was sent. Paste it in parts.',
    )
  })
})

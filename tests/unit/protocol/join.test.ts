import { describe, expect, it } from 'vitest'
import { isMoveCode, normalCode } from '../../../protocol/join-code.ts'
import { freeName, nameKey, readName } from '../../../protocol/person-name.ts'
import { personName } from '../../../protocol/workshop-messages.ts'

describe('a join code', () => {
  it.each(['K7QM-2XPD', 'k7qm-2xpd', 'K7QM2XPD', ' k7qm 2xpd ', 'K7QM–2XPD', 'Ｋ7QM-2XPD'])(
    'is the same typed as "%s"',
    (typed) => expect(normalCode(typed)).toBe(normalCode('K7QM-2XPD')),
  )

  it('may have a letter where a digit looks like it', () => {
    expect(normalCode('O1IL-20l9')).toBe(normalCode('0111-2019'))
  })

  it.each([
    ['123456', true],
    ['123 456', true],
    ['12-34-56', true],
    ['12345', false],
    ['1234567', false],
    ['K7QM-2XPD', false],
    ['', false],
  ])('"%s" moves a seat: %s', (code, moves) => expect(isMoveCode(code)).toBe(moves))
})

describe('a name', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['Ada\u00a0Lovelace', 'Ada Lovelace'],
    ['Zoe\u0308', 'Zoë'],
    ['\ufeffAda\u200b', 'Ada'],
    ['Łukasz Żółć', 'Łukasz Żółć'],
    ['Ελένη', 'Ελένη'],
    ['Наталья', 'Наталья'],
    ['陈美', '陈美'],
    ['नमिता', 'नमिता'],
    ["Seán O'Brien-Ní", "Seán O'Brien-Ní"],
    ['Ada & Bob, pair 7', 'Ada & Bob, pair 7'],
  ])('"%s" is shown as "%s"', (typed, name) => {
    expect(readName(typed)).toEqual({ name })
    expect(personName.safeParse(name).success).toBe(true)
  })

  it.each([
    ['', 'empty'],
    [' \t ', 'empty'],
    ['\u200b', 'empty'],
    ['a'.repeat(61), 'long'],
    ['a'.repeat(10_000), 'long'],
    ['A\u0000da', 'control'],
    ['A\nda', 'control'],
    ['\u202eadA', 'control'],
    ['Ada\u001b[31m', 'control'],
    ['Ada\ud800', 'control'],
    ['<b>Ada</b>', 'markup'],
    ['---', 'unreadable'],
    [`A${'\u0301'.repeat(9)}`, 'unreadable'],
  ])('"%s" is refused: %s', (typed, trouble) => expect(readName(typed)).toEqual({ trouble }))

  it('is the same as one that a host would take for it', () => {
    expect(nameKey('ADA  Lovelace')).toBe(nameKey('ada lovelace'))
    expect(nameKey('Ａda')).toBe(nameKey('Ada'))
    expect(nameKey('Ada L.')).toBe(nameKey('Ada L'))
    expect(nameKey('Ada')).not.toBe(nameKey('Adam'))
  })

  it('that is taken gets the first number that is free', () => {
    const taken = new Set(['ada', 'ada 2', 'ada 3'].map(nameKey))
    expect(freeName('Ada', taken)).toBe('Ada 4')
  })

  it('that is taken and long stays short enough, and whole', () => {
    const name = '😀'.repeat(30)
    const free = freeName(name, new Set([nameKey(name)]))
    expect(free.length).toBeLessThanOrEqual(60)
    expect(free.isWellFormed()).toBe(true)
  })
})

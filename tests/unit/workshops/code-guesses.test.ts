import { describe, expect, it } from 'vitest'
import {
  CodeGuesses,
  JOIN_GUESSES,
  MOVE_GUESSES,
} from '../../../sandbox-server/workshops/code-guesses.ts'
import { MoveCodes } from '../../../sandbox-server/workshops/move-codes.ts'
import { HandedClock } from '../../support/handed-clock.ts'

/** Guesses for as long as it takes, as fast as it is let. @returns how many were tried. */
async function guessFor(
  guesses: CodeGuesses,
  clock: HandedClock,
  seconds: number,
  addressOf: (second: number) => string,
): Promise<number> {
  let tried = 0
  for (let second = 0; second < seconds; second++) {
    const address = addressOf(second)
    while (guesses.mayTry(address)) {
      guesses.count(address)
      tried += 1
    }
    await clock.advance(1000)
  }
  return tried
}

describe('guessing codes', () => {
  it('keeps no classroom behind one address out: 300 join in a minute, and 60 mistype', async () => {
    const clock = new HandedClock()
    const guesses = new CodeGuesses(JOIN_GUESSES, clock)
    for (let reader = 0; reader < 300; reader++) {
      expect(guesses.mayTry('192.0.2.1')).toBe(true)
      if (reader % 5 === 0) guesses.count('192.0.2.1')
      await clock.advance(200)
    }
  })

  it('ends for an address after so many wrong codes, and for no other one', () => {
    const guesses = new CodeGuesses(JOIN_GUESSES, new HandedClock())
    for (let count = 0; count < JOIN_GUESSES.perAddress.burst; count++) guesses.count('192.0.2.1')
    expect(guesses.mayTry('192.0.2.1')).toBe(false)
    expect(guesses.mayTry('192.0.2.2')).toBe(true)
    expect(guesses.mayTry()).toBe(true)
  })

  it('may go on a while later', async () => {
    const clock = new HandedClock()
    const guesses = new CodeGuesses(JOIN_GUESSES, clock)
    while (guesses.mayTry('192.0.2.1')) guesses.count('192.0.2.1')
    await clock.advance(1000)
    expect(guesses.mayTry('192.0.2.1')).toBe(true)
  })

  it('has 30 tries in the five minutes of a code that moves a seat, of a million codes', async () => {
    const clock = new HandedClock()
    const guesses = new CodeGuesses(MOVE_GUESSES, clock)
    expect(await guessFor(guesses, clock, 300, () => '192.0.2.1')).toBeLessThanOrEqual(30)
  })

  it('is bounded over all addresses together', async () => {
    const clock = new HandedClock()
    const guesses = new CodeGuesses(MOVE_GUESSES, clock)
    const tried = await guessFor(guesses, clock, 300, (second) => `198.51.100.${second % 250}`)
    expect(tried).toBeLessThanOrEqual(200)
    expect(tried).toBeGreaterThan(100)
  })

  it('of a hundred thousand addresses takes no more memory than that of ten thousand', () => {
    const guesses = new CodeGuesses(
      { ...JOIN_GUESSES, inAll: { burst: 10 ** 6, perSecond: 1 } },
      new HandedClock(),
    )
    for (let count = 0; count < JOIN_GUESSES.perAddress.burst; count++) guesses.count('first')
    for (let count = 0; count < 9_999; count++) guesses.count(`address ${count}`)
    expect(guesses.mayTry('first')).toBe(false)
    guesses.count('one more')
    expect(guesses.mayTry('first')).toBe(true)
  })
})

describe('a code that moves a seat', () => {
  it('has six digits, and brings its seat once', () => {
    const codes = new MoveCodes<string>(new HandedClock())
    const code = codes.give('seat 1') ?? ''
    expect(code).toMatch(/^\d{6}$/)
    expect(codes.find(code)).toBe('seat 1')
    expect(codes.take(`${code.slice(0, 3)} ${code.slice(3)}`)).toBe('seat 1')
    expect(codes.take(code)).toBeUndefined()
  })

  it('is over after five minutes', async () => {
    const clock = new HandedClock()
    const codes = new MoveCodes<string>(clock)
    const code = codes.give('seat 1') ?? ''
    await clock.advance(5 * 60_000 - 1)
    expect(codes.find(code)).toBe('seat 1')
    await clock.advance(1)
    expect(codes.find(code)).toBeUndefined()
    expect(codes.take(code)).toBeUndefined()
  })

  it('is no longer good once the seat has another one, or has ended', () => {
    const codes = new MoveCodes<string>(new HandedClock())
    const [first, other] = [codes.give('seat 1') ?? '', codes.give('seat 2') ?? '']
    const second = codes.give('seat 1') ?? ''
    expect([first, second, other].map((code) => codes.find(code))).toEqual([
      undefined,
      'seat 1',
      'seat 2',
    ])
    codes.forgetWhere((seat) => seat === 'seat 1')
    expect([second, other].map((code) => codes.find(code))).toEqual([undefined, 'seat 2'])
  })

  it('is given to so many seats at once and no more', () => {
    const codes = new MoveCodes<number>(new HandedClock())
    for (let seat = 0; seat < 500; seat++) expect(codes.give(seat)).toBeDefined()
    expect(codes.give(500)).toBeUndefined()
    expect(codes.give(0)).toBeDefined()
  })
})

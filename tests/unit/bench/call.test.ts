import { describe, expect, it } from 'vitest'
import { readCall, usage } from '../../../bench/call.ts'

const BENCHES = ['hub', 'crowd']

describe('a call of the benches', () => {
  it('without words runs all of them, with every default', () => {
    expect(readCall([], BENCHES)).toEqual({
      names: BENCHES,
      json: false,
      save: false,
      help: false,
      samples: 20,
      sandboxes: 30,
      readers: 100,
      pace: [20, 40],
      baseline: '44f5dfe',
    })
  })

  it('names those that it wants', () => {
    const call = readCall(['crowd', '--readers', '10', '--pace', '5-5', '--save'], BENCHES)
    expect(call).toMatchObject({ names: ['crowd'], readers: 10, pace: [5, 5], save: true })
  })

  it.each([
    [['hup'], 'There is no bench hup: it takes hub, crowd.'],
    [['--samples', '0'], 'A number is a whole one, 1 or more.'],
    [['--readers', '1.5'], 'A number is a whole one, 1 or more.'],
    [['--pace', '40-20'], 'A pace is two numbers of seconds, such as 20-40.'],
    [['--pace', 'slow'], 'A pace is two numbers of seconds, such as 20-40.'],
    [['--baseline', 'latest'], 'A baseline is a commit, such as 44f5dfe.'],
    [['--fast'], "Unknown option '--fast': see npm run bench -- --help."],
  ])('%o is wrong: %s', (words, sentence) => {
    expect(readCall(words, BENCHES)).toBe(sentence)
  })

  it('tells the names that it takes', () => {
    expect(usage(BENCHES)).toContain('runs all: hub, crowd.')
  })
})

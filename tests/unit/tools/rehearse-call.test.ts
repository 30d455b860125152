import { describe, expect, it } from 'vitest'
import { readRehearseCall } from '../../../tools/rehearse-call.ts'

const NAMED = ['--workshop', 'spring']

describe('the call of a rehearsal', () => {
  it('has defaults for all but the workshop', () => {
    expect(readRehearseCall(NAMED)).toEqual({
      workshop: 'spring',
      seats: undefined,
      url: undefined,
      token: undefined,
      minutes: 5,
      openingSeconds: 60,
      pace: [20, 40],
      seed: undefined,
      bounds: { join: 1000, prompt: 300, start: 200, failures: 0 },
      isJson: false,
      to: undefined,
    })
  })

  it('writes its page where it was called, as --to says', () => {
    const call = (to: string) => readRehearseCall([...NAMED, '--to', to], '/home/ada')
    expect(call('pages')).toMatchObject({ to: '/home/ada/pages' })
    expect(call('/srv/pages')).toMatchObject({ to: '/srv/pages' })
  })

  it('takes the address with its slash, and the link of the board as its token', () => {
    const words = [
      ...['--url', 'https://blitz.example.org/docker/', '--seats', '100', '--prompt-p95', '500'],
      ...['--token', 'https://blitz.example.org/docker/host/#abc_DEF-123', '--json'],
    ]
    expect(readRehearseCall([...NAMED, ...words])).toMatchObject({
      url: 'https://blitz.example.org/docker',
      token: 'abc_DEF-123',
      seats: 100,
      bounds: { prompt: 500 },
      isJson: true,
    })
  })

  it.each([
    [[], 'Which workshop? Name it: --workshop NAME.'],
    [[...NAMED, '--seats', '0'], '--seats is a whole number from 1 to 2000, and not 0.'],
    [[...NAMED, '--seats', '2.5'], '--seats is a whole number from 1 to 2000, and not 2.5.'],
    [[...NAMED, '--minutes', ''], '--minutes is a number from 0.01 to 600, and not .'],
    [
      [...NAMED, '--prompt-p95', '300ms'],
      '--prompt-p95 is a number from 1 to 3600000, and not 300ms.',
    ],
    [
      [...NAMED, '--pace', '40-20'],
      '--pace is two numbers of seconds, such as 20-40, and not 40-20.',
    ],
    [
      [...NAMED, '--url', 'localhost:8000'],
      '--url is an address such as https://blitz.example.org, and not localhost:8000.',
    ],
    [[...NAMED, '--saets', '3'], "Unknown option '--saets'."],
  ])('%j is wrong, and the sentence names what', (words, sentence) => {
    expect(readRehearseCall(words)).toEqual({
      text: `${sentence} See npm run rehearse --help.`,
      status: 2,
    })
  })

  it('tells how it is called', () => {
    expect(readRehearseCall(['--help'])).toMatchObject({ status: 0 })
  })
})

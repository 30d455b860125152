import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Course } from '../../../../lesson/course.ts'
import { parseChapter } from '../../../../lesson/parse-chapter.ts'
import { DEFAULT_BOUNDS } from '../../../../runner/rehearsal/bounds.ts'
import { type RehearsalOptions, rehearse } from '../../../../runner/rehearsal/rehearse.ts'
import { noSandboxes, startServer, type TestServer } from '../../../support/server.ts'

let server: TestServer

const PLAN = {
  title: 'Spring',
  code: 'BLUEBIRD',
  seats: 2,
  prepare: 15,
  course: '',
  groups: [],
  thumbnails: 'asked' as const,
  records: 'blocks' as const,
  presence: false,
  certificate: false,
  'keep-days': 30,
}

const CHAPTER = `---
title: First
chapter: 1
---

\`\`\`console run name="one"
$ echo one
one
\`\`\`
`

beforeAll(async () => {
  server = await startServer({ driver: noSandboxes })
  server.workshops.plan('spring', PLAN)
  server.workshops.plan('over', { ...PLAN, code: 'REDBIRD', closes: 1 })
})

afterAll(() => server?.[Symbol.asyncDispose]())

async function rehearsal(wish: Partial<RehearsalOptions>) {
  const said: string[] = []
  const result = await rehearse({
    address: server.address,
    token: server.hostToken,
    workshop: 'spring',
    seats: undefined,
    seed: 1,
    openingMilliseconds: 0,
    pace: [0, 0],
    milliseconds: 60_000,
    bounds: DEFAULT_BOUNDS,
    courseOf: async () => new Course([parseChapter('first.mdx', CHAPTER)]),
    tell: () => {},
    say: (sentence) => said.push(sentence),
    onSeat: () => {},
    stop: new AbortController().signal,
    ...wish,
  })
  return { result, said }
}

describe('a rehearsal', () => {
  it.each([
    [{ workshop: 'autumn' }, /^There is no workshop autumn: there are .*spring/],
    [{ workshop: 'over' }, /^The workshop over is over: rehearse one that is to come\.$/],
    [{ token: 'x'.repeat(32) }, /^That is no host's token of http/],
    [{ address: 'http://127.0.0.1:1' }, /^No server answers at http:\/\/127\.0\.0\.1:1\.$/],
    [
      { courseOf: async () => new Course([]) },
      /^The chapters of spring have no block that could be run\.$/,
    ],
  ])('of %j says in a sentence why it cannot begin', async (wish, sentence) => {
    await expect(rehearsal(wish)).rejects.toThrow(sentence)
  })

  it('of a server that cannot start sandboxes names what each reader was told', async () => {
    const { result } = await rehearsal({})
    expect(result.holds).toBe(false)
    expect(result.counts.joined).toBe(2)
    expect(result.failures.flatMap(({ readers }) => readers).sort()).toEqual([1, 2])
    expect(result.verdict).toMatch(/^2 seats do not hold: .*2 readers met a failure, goal 0\.$/)
  })

  it('of more seats than the plan has says so before it begins', async () => {
    const { said } = await rehearsal({ seats: 3 })
    expect(said[0]).toBe('spring has 2 seats in its plan, and 3 readers come.')
  })
})

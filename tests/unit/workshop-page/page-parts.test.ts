import { describe, expect, it } from 'vitest'
import { type LookState, workshopAct } from '../../../protocol/workshop-messages.ts'
import { isLocked } from '../../../src/workshop/chapter-locks.ts'
import { pageName } from '../../../src/workshop/chapter-names.ts'
import { newsOf } from '../../../src/workshop/looks.ts'
import { plainLine } from '../../../src/workshop/plain-line.ts'
import { blockInView } from '../../../src/workshop/reading-position.ts'
import { timeLeftWords } from '../../../src/workshop/time-left.ts'

describe('the block in view', () => {
  const blocks = ['a/one', 'a/two', 'a/three']
  it.each([
    ['is none above the first', [], undefined, undefined],
    ['is the last that was reached', ['a/one', 'a/two'], undefined, 'a/two'],
    ['is the one that the reader types in', ['a/one', 'a/two'], 'a/one', 'a/one'],
  ] as const)('%s', (_, reached, focused, expected) => {
    expect(blockInView(blocks, new Set(reached), focused)).toBe(expected)
  })
})

describe('the name of a page', () => {
  it.each([
    ['/', 'index'],
    ['/docker-basics/', 'docker-basics'],
    ['/docker-basics', 'docker-basics'],
    ['/404.html', 'index'],
    ['/-x/', 'index'],
  ])('%s', (path, name) => {
    expect(pageName(path)).toBe(name)
  })
})

describe('a chapter', () => {
  it.each([
    ['is open where all are', null, 'participant', false],
    ['is open where the host has opened it', ['volumes', 'basics'], 'participant', false],
    ['is locked where others are open', ['basics'], 'participant', true],
    ['is open for a host', ['basics'], 'host', false],
  ] as const)('%s', (_, chapters, role, locked) => {
    expect(isLocked('volumes', { chapters: chapters && [...chapters], role })).toBe(locked)
  })

  it('is open for whoever is in no workshop', () => {
    expect(isLocked('volumes', undefined)).toBe(false)
  })
})

describe('the time that is left', () => {
  it.each([
    [7260, '2 h 1 min left'],
    [3600, '1 h 0 min left'],
    [1799.2, '30 min left'],
    [299, '4:59 left'],
    [-3, '0:00 left'],
  ])('of %d seconds', (seconds, words) => {
    expect(timeLeftWords(seconds)).toBe(words)
  })
})

describe('the words of a raised hand', () => {
  it.each([
    ['help', 'help'],
    ['  \u202Ehelp\nme\t ', 'help me'],
    ['a family: \u{1F468}\u200D\u{1F469}', 'a family: \u{1F468} \u{1F469}'],
    ['x'.repeat(500), 'x'.repeat(200)],
    [`${'x'.repeat(199)}\u{1F468}`, 'x'.repeat(199)],
    ['\u200B', ''],
  ])('%j are such as the server takes', (typed, sent) => {
    const words = plainLine(typed, 200)
    expect(words).toBe(sent)
    expect(workshopAct.safeParse({ act: 'hand', words }).success).toBe(true)
  })
})

describe('what a screen reader says of looks', () => {
  const look = (state: LookState['state'], over: Partial<LookState> = {}): LookState => ({
    look: 1,
    host: 'Ada',
    terminal: 'basics/run',
    state,
    ...over,
  })
  it.each([
    ['a question', [], [look('asked')], /^Ada asks to look .* Ctrl\+Shift\+H/],
    ['a beginning', [look('asked')], [look('looking')], /^Ada sees your terminal/],
    ['a second question', [look('looking')], [look('type-asked')], /^Ada asks to type/],
    ['typing', [look('type-asked')], [look('typing')], /can type/],
    ['an end', [look('typing')], [], /^Ada no longer sees your terminal\.$/],
  ] as const)('says %s once', (_, before, after, words) => {
    expect(newsOf([...before], [...after])).toEqual([expect.stringMatching(words)])
    expect(newsOf([...after], [...after])).toEqual([])
  })

  it('says nothing of a question that was withdrawn', () => {
    expect(newsOf([look('asked')], [])).toEqual([])
  })
})

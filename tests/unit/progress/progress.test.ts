import { describe, expect, it } from 'vitest'
import {
  chapterState,
  continueAt,
  hasBegun,
  NO_PROGRESS,
  type Progress,
  parseProgress,
  withFinished,
} from '../../../src/progress/progress.ts'

const CHAPTERS = [
  { chapter: 'one', units: ['a', 'b'] },
  { chapter: 'two', units: ['a'] },
  { chapter: 'last', units: [] },
]

function finishing(...names: string[]): Progress {
  return names.reduce(withFinished, NO_PROGRESS)
}

describe('the progress that the browser keeps', () => {
  it('comes back as it was kept', () => {
    const progress = finishing('one/a', 'two/a')
    expect(progress).toEqual({ finished: ['one/a', 'two/a'], at: 'two' })
    expect(parseProgress(JSON.stringify(progress))).toEqual(progress)
  })

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a number', '7'],
    ['another thing', '{"finished":{}}'],
  ])('is none where %s was kept', (_, text) => {
    expect(parseProgress(text)).toEqual(NO_PROGRESS)
  })

  it('leaves out what is no name', () => {
    const progress = parseProgress('{"finished":["one/a",3,null],"at":4}')
    expect(progress).toEqual({ finished: ['one/a'], at: undefined })
  })

  it('names each block once, however often it runs', () => {
    expect(finishing('one/a', 'one/b', 'one/a').finished).toEqual(['one/a', 'one/b'])
  })
})

describe('a chapter', () => {
  it.each([
    ['is new where nothing of it is done', ['two/a'], 'new'],
    ['is begun where something is', ['one/a'], 'begun'],
    ['is begun where another block of it ran', ['one/other'], 'begun'],
    ['is finished where all is', ['one/b', 'one/a'], 'finished'],
  ])('%s', (_, names, state) => {
    expect(chapterState({ chapter: 'one', units: ['a', 'b'] }, finishing(...names))).toBe(state)
  })

  it('that has nothing to do is never finished', () => {
    expect(chapterState({ chapter: 'last', units: [] }, finishing('one/a'))).toBe('new')
  })
})

describe('going on', () => {
  it.each([
    ['in the chapter that was left', ['two/x', 'one/a'], 'one'],
    ['in the next one where that is finished', ['one/a', 'one/b'], 'two'],
    ['from the front again after the last', ['two/a'], 'one'],
    ['nowhere where all is finished', ['one/a', 'one/b', 'two/a'], undefined],
  ])('is %s', (_, names, chapter) => {
    expect(continueAt(CHAPTERS, finishing(...names))?.chapter).toBe(chapter)
  })
})

describe('a course', () => {
  it.each([
    ['by nothing', [], false],
    ['by what ran on the first page alone', ['welcome/first'], false],
    ['by a block of a chapter', ['welcome/first', 'two/a'], true],
  ] as const)('is begun %s: %s, %s', (_, names, isBegun) => {
    expect(hasBegun(CHAPTERS, finishing(...names))).toBe(isBegun)
  })
})

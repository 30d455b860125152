import { describe, expect, it } from 'vitest'
import { ChapterReader } from '../../../lesson/chapter-reader.ts'

const SOURCE = 'https://docs.docker.com/engine/release-notes/29/'
const META = `newer version="29.0" source="${SOURCE}"`

/** Reads a block of two commands, then a fence behind it. */
function readAfterBlock(meta: string, content: string) {
  const reader = new ChapterReader('basics')
  reader.read({
    language: 'console',
    meta: 'run name="list"',
    content: '$ docker image ls\nold\n$ date',
  })
  return reader.read({ language: 'console', meta, content })
}

describe('what a newer Docker shows', () => {
  it('is read with its version, its source, its words and its session', () => {
    const content = 'Sorted by `name`.\nTwo sizes.\n\n$ docker image ls\nIMAGE\n'
    expect(readAfterBlock(META, content)).toMatchObject({
      kind: 'newer',
      block: { name: 'basics/list' },
      newer: {
        version: '29.0',
        source: SOURCE,
        words: 'Sorted by `name`.\nTwo sizes.',
        steps: [{ command: 'docker image ls', output: 'IMAGE' }],
      },
    })
  })

  it('may be words alone, or a session alone', () => {
    expect(readAfterBlock(META, 'Two sizes.')).toMatchObject({ newer: { steps: [] } })
    expect(readAfterBlock(META, '$ date\nSun')).toMatchObject({ newer: { words: '' } })
  })

  it.each([
    ['newer', 'x', 'needs both version="…" and source="…"'],
    ['newer version="29" sorce="x"', 'x', 'There is no option sorce="x". Did you mean source?'],
    [META.replace('29.0', 'v29'), 'x', 'version="v29" is not a version: it takes numbers'],
    [META.replace('https', 'http'), 'x', 'is not an address: it takes one with https://.'],
    [META.replace(SOURCE, 'https://'), 'x', 'is not an address: it takes one with https://.'],
    [META, ' \n', 'The fence is empty: give it a sentence, or a line "$ command".'],
    [
      META,
      '$ docker image sl\nx',
      'The block has no command "docker image sl". Did you mean "docker image ls"?',
    ],
    ['newr version="29"', 'x', 'There is no "console newr". Did you mean "console newer"?'],
    ['running', 'x', 'There is no "console running". Did you mean "console run"?'],
  ])('with %j and %j is refused with a sentence', (meta, content, sentence) => {
    expect(() => readAfterBlock(meta, content)).toThrow(sentence)
  })

  it('names the line of a fault behind its words', () => {
    const at = (line: number) => expect.objectContaining({ line })
    expect(() => readAfterBlock(META, 'Words.\n$ date\n$ ')).toThrow(at(3))
    expect(() => readAfterBlock(META, 'Words.\n$ date\n$ dat\n')).toThrow(at(3))
  })

  it('comes with 2020 in either order, each once, and directly after its block', () => {
    const reader = new ChapterReader('basics')
    const read = (meta: string) => reader.read({ language: 'console', meta, content: '$ true' })
    read('run')
    expect(read(META)?.kind).toBe('newer')
    expect(read('then')?.kind).toBe('then')
    expect(() => read(META)).toThrow('The block has a "console newer" fence already: it takes one.')
    expect(() => read('then')).toThrow('The block has a "console then" fence already')
    reader.read({ language: 'sh', meta: '', content: '' })
    expect(() => read(META)).toThrow('Put a "console newer" fence directly after its block.')
  })
})

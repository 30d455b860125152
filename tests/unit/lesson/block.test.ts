import { describe, expect, it } from 'vitest'
import { ChapterReader } from '../../../lesson/chapter-reader.ts'
import { terminalName } from '../../../protocol/messages.ts'

function blockOf(reader: ChapterReader, meta: string, content: string) {
  const item = reader.read({ language: 'console', meta, content })
  return item?.kind === 'block' ? item.block : undefined
}

const read = (meta: string, content: string) => blockOf(new ChapterReader('basics'), meta, content)

describe('a fence', () => {
  it('becomes a block of commands and what they printed', () => {
    const content = '$ docker version\nClient:\n Version: 26\n\n$ echo one \\\n> two\none two\n'
    expect(read('run name="version" title="Both versions"', content)).toEqual({
      name: 'basics/version',
      title: 'Both versions',
      steps: [
        { command: 'docker version', output: 'Client:\n Version: 26' },
        { command: 'echo one \\\ntwo', output: 'one two' },
      ],
      expect: { kind: 'shape' },
      exit: 0,
      answers: [],
      until: undefined,
      needs: [],
      capture: undefined,
      variables: [],
    })
  })

  it.each([
    ['another language', 'sh', 'run'],
    ['no run', 'console', ''],
    ['words for the looks of code', 'console', 'wrap title="x"'],
    ['no meta', 'console', null],
  ])('is an ordinary code block with %s', (_, language, meta) => {
    expect(new ChapterReader('a').read({ language, meta, content: '$ true' })).toBeUndefined()
  })

  it('is named by its place among the blocks, which a terminal can be named too', () => {
    const reader = new ChapterReader('docker-basics')
    const blocks = [blockOf(reader, 'run', '$ true'), blockOf(reader, 'run', '$ true')]
    const names = blocks.map((block) => block?.name)
    expect(names).toEqual(['docker-basics/block-1', 'docker-basics/block-2'])
    for (const name of names) expect(terminalName.safeParse(name).success).toBe(true)
  })

  it('keeps a line of output that begins like a continuation', () => {
    expect(read('run', '$ cat quote\ntext\n> quoted')?.steps[0].output).toBe('text\n> quoted')
  })

  it.each([
    ['run naem="x"', '$ true', 'There is no option naem="x". Did you mean name?'],
    ['run titel', '$ true', 'There is no option titel. Did you mean title?'],
    ['run name', '$ true', 'The option name needs a value, such as name="…".'],
    ['run name="a" name="b"', '$ true', 'The option name stands there twice.'],
    [
      'run name="Über"',
      '$ true',
      'name="Über" is not usable: it takes up to 40 of a-z, 0-9 and -, a letter first.',
    ],
    ['run', 'docker version', '"docker version" stands before the first command: begin with "$ ".'],
    ['run', '$ ', 'There is no command after "$".'],
    ['run', '\n', 'The block is empty: give it a line "$ command".'],
  ])('%s with %j is refused with a sentence', (meta, content, sentence) => {
    expect(() => read(meta, content)).toThrow(sentence)
  })

  it('says on which line of it the fault is', () => {
    expect(() => read('run', '$ true\n\n$ ')).toThrow(expect.objectContaining({ line: 3 }))
  })

  it('stands in a file whose name a terminal can be named by', () => {
    const longest = blockOf(
      new ChapterReader('c'.repeat(29)),
      `run name=${'b'.repeat(40)}`,
      '$ true',
    )
    expect(terminalName.safeParse(longest?.name).success).toBe(true)
    for (const chapter of ['c'.repeat(30), 'My chapter', 'Über']) {
      expect(() => blockOf(new ChapterReader(chapter), 'run', '$ true')).toThrow(
        `Rename this file: its terminals are named "${chapter}/…", which takes up to 29 of a-z`,
      )
    }
  })

  it('has a name of its own in its chapter', () => {
    const reader = new ChapterReader('basics')
    blockOf(reader, 'run name="a"', '$ true')
    expect(() => blockOf(reader, 'run name="a"', '$ true')).toThrow(
      'Two blocks, files or tasks of this chapter are named a',
    )
  })
})

import { describe, expect, it } from 'vitest'
import { ShellMarkParser, type ShellPiece } from '../../../protocol/shell-marks.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const marksOf = (pieces: ShellPiece[]) => pieces.filter(({ kind }) => kind !== 'bytes')
const textOf = (pieces: ShellPiece[]) =>
  pieces
    .map((piece) => (piece.kind === 'bytes' ? new TextDecoder().decode(piece.bytes) : ''))
    .join('')

const STREAM =
  '\x1b]133;A\x07\x1b]7;file://blitz/home/learner/my%20app\x1b\\~ $ \x1b]133;B\x07' +
  'false\r\n\x1b]133;C\x07\x1b[31mred\x1b[0m\r\n\x1b]133;D;1\x07\x1b]133;A\x07'

const MARKS = [
  { kind: 'prompt-start' },
  { kind: 'directory', path: '/home/learner/my app' },
  { kind: 'prompt-end' },
  { kind: 'command-start' },
  { kind: 'command-end', status: 1 },
  { kind: 'prompt-start' },
]

describe('the marks of a shell', () => {
  it('are found in order, and every byte is handed on', () => {
    const pieces = new ShellMarkParser().push(encode(STREAM))
    expect(marksOf(pieces)).toEqual(MARKS)
    expect(textOf(pieces)).toBe(STREAM)
  })

  it('are found wherever the stream is cut', () => {
    const bytes = encode(STREAM)
    for (let cut = 0; cut <= bytes.length; cut++) {
      const parser = new ShellMarkParser()
      const pieces = [...parser.push(bytes.subarray(0, cut)), ...parser.push(bytes.subarray(cut))]
      expect(marksOf(pieces), `cut at ${cut}`).toEqual(MARKS)
    }
  })

  it.each([
    ['another OSC', '\x1b]0;title\x07'],
    ['an OSC that another escape breaks off', '\x1b]133;A\x1b[0m\x07'],
    ['an OSC without end', `\x1b]133;A${'x'.repeat(5000)}\x07`],
    ['an unknown letter', '\x1b]133;Z\x07'],
    ['a directory that is no file URL', '\x1b]7;/home\x07'],
  ])('%s is none', (_, text) => {
    expect(marksOf(new ShellMarkParser().push(encode(text)))).toEqual([])
  })

  it('go on after something broken', () => {
    const parser = new ShellMarkParser()
    parser.push(encode(`\x1b]133;${'x'.repeat(5000)}`))
    expect(marksOf(parser.push(encode('\x1b]133;B\x07')))).toEqual([{ kind: 'prompt-end' }])
  })

  it('take a status that is missing for unknown', () => {
    expect(marksOf(new ShellMarkParser().push(encode('\x1b]133;D\x07')))).toEqual([
      { kind: 'command-end', status: null },
    ])
  })

  it('leave a path that is badly encoded as it is', () => {
    expect(marksOf(new ShellMarkParser().push(encode('\x1b]7;file://h/100%\x07')))).toEqual([
      { kind: 'directory', path: '/100%' },
    ])
  })

  describe('with a secret', () => {
    const marked = (...texts: string[]) => {
      const parser = new ShellMarkParser()
      parser.believe('s3cret')
      return marksOf(texts.flatMap((text) => parser.push(encode(text))))
    }
    const PROMPT =
      '\x1b]7;file://blitz/home/learner\x07\x1b]133;A;aid=s3cret\x07$ \x1b]133;B;aid=s3cret\x07'
    const SHOWN = [
      { kind: 'directory', path: '/home/learner' },
      { kind: 'prompt-start' },
      { kind: 'prompt-end' },
    ]

    it('are the shell’s, with what it says of a command', () => {
      expect(marked(PROMPT, '\x1b]133;C;aid=s3cret\x07', '\x1b]133;D;1;aid=s3cret\x07')).toEqual([
        ...SHOWN,
        { kind: 'command-start' },
        { kind: 'command-end', status: 1 },
      ])
    })

    it.each([
      ['that a program prints', '\x1b]133;D;0\x07\x1b]133;A\x07$ \x1b]133;B\x07'],
      ['with another secret', '\x1b]133;D;0;aid=other\x07\x1b]133;B;aid=other\x07'],
      ['with an empty secret', '\x1b]133;D;0;aid=\x07'],
      ['with a part of the secret', '\x1b]133;D;0;aid=s3cre\x07'],
    ])('are none %s', (_, text) => {
      expect(marked(PROMPT, text)).toEqual(SHOWN)
    })

    it('take no directory from a program, but the one that the shell’s prompt follows', () => {
      const start = '\x1b]133;C;aid=s3cret\x07'
      const end = '\x1b]7;file://other/tmp\x07\x1b]133;D;0;aid=s3cret\x07'
      expect(marked(PROMPT, start, end, PROMPT)).toEqual([
        ...SHOWN,
        { kind: 'command-start' },
        { kind: 'command-end', status: 0 },
        ...SHOWN,
      ])
    })

    it('are believed without it from a shell of an earlier version, which never shows one', () => {
      expect(marked('\x1b]133;A\x07$ \x1b]133;B\x07')).toEqual([
        { kind: 'prompt-start' },
        { kind: 'prompt-end' },
      ])
    })
  })
})

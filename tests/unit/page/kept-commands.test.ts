import { describe, expect, it } from 'vitest'
import { parseKept, typedCommand, withCommand } from '../../../src/page/kept-commands.ts'

const command = (at: number, output: string | undefined = 'hi') => {
  return { command: 'echo hi', output, status: 0, at }
}

describe('the kept commands of a block', () => {
  it('are read as they were written', () => {
    const kept = withCommand(withCommand([], command(1)), { ...command(2), status: undefined })
    expect(parseKept(JSON.stringify(kept))).toEqual(JSON.parse(JSON.stringify(kept)))
    expect(kept).toHaveLength(2)
  })

  it.each([
    undefined,
    '',
    '{',
    '{}',
    '"a"',
    '[1, null, {"command": 2}, {"command": "a", "at": "b"}]',
  ])('are none where somebody wrote %s', (text) => {
    expect(parseKept(text)).toEqual([])
  })

  it('have one entry for a command that has ended since', () => {
    const begun = withCommand([], { ...command(1, ''), status: undefined })
    expect(withCommand(begun, command(1))).toEqual([command(1)])
  })

  it('are the last 40', () => {
    let kept = withCommand([], command(0))
    for (let at = 1; at < 100; at++) kept = withCommand(kept, command(at))
    expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: 40 }, (_, index) => 60 + index))
  })

  it('have the beginning and the end of a long output, and say what is left out', () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `line ${index}`)
    const [kept] = withCommand([], command(1, lines.join('\n')))
    const shown = kept?.output?.split('\n') ?? []
    expect(shown[0]).toBe('line 0')
    expect(shown.at(-1)).toBe('line 999')
    const said = shown.findIndex((line) => line.startsWith('['))
    expect(shown[said]).toBe(`[${1000 - (shown.length - 1)} lines are left out here]`)
  })
})

describe('a command on the screen', () => {
  it.each([
    ['~ $', '~ $ docker ps', 'docker ps'],
    [
      '~/web-app $',
      '~/web-app $ for n in 1 2\n> do echo $n\n> done',
      'for n in 1 2\ndo echo $n\ndone',
    ],
    ['~ $', '~ $', ''],
    ['', 'ls', 'ls'],
  ])('after the prompt "%s"', (prompt, line, typed) => {
    expect(typedCommand(prompt, line)).toBe(typed)
  })
})

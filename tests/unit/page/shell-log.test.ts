import { describe, expect, it } from 'vitest'
import { ShellMarkParser } from '../../../protocol/shell-marks.ts'
import { ShellLog } from '../../../src/page/shell-log.ts'

const PROMPT = '\x1b]133;A\x07~ $ \x1b]133;B\x07'
const START = '\x1b]133;C\x07'
const ended = (status: number) => `\x1b]133;D;${status}\x07`

/** A shell that prints, and what its log hands on: text without the marks. */
function shell() {
  const heard: object[] = []
  const textOf = (bytes: Uint8Array) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: marks begin and end with them.
    new TextDecoder().decode(bytes).replaceAll(/\x1b\][^\x07]*\x07/g, '')
  const log = new ShellLog(({ prompt, line, output, status }) => {
    heard.push({ prompt: textOf(prompt), line: textOf(line), output: textOf(output), status })
  })
  const marks = new ShellMarkParser()
  return {
    heard,
    prints(text: string, isHistory = false) {
      for (const piece of marks.push(new TextEncoder().encode(text))) log.push(piece, isHistory)
    },
  }
}

describe('the log of a shell', () => {
  it('has a command when it starts, and with its output and status when it has ended', () => {
    const { heard, prints } = shell()
    prints(`Welcome\r\n${PROMPT}`)
    prints('ec')
    prints(`ho hi\r\n${START}`)
    const line = '~ $ echo hi\r\n'
    expect(heard).toEqual([{ prompt: '~ $ ', line, output: '', status: undefined }])
    prints(`hi\r\n${ended(0)}${PROMPT}`)
    expect(heard.slice(1)).toEqual([{ prompt: '~ $ ', line, output: 'hi\r\n', status: 0 }])
  })

  it('takes the last of several prompts before a command', () => {
    const { heard, prints } = shell()
    prints(`${PROMPT}ls\r\n\x1b[H\x1b[2J${PROMPT}pwd\r\n${START}/\r\n${ended(0)}`)
    expect(heard.at(-1)).toMatchObject({ line: '~ $ pwd\r\n', output: '/\r\n' })
  })

  it('leaves out what ran before the page was there, and has what the reader types then', () => {
    const { heard, prints } = shell()
    prints(`${PROMPT}old\r\n${START}old\r\n`, true)
    prints(`${ended(0)}`)
    expect(heard).toEqual([])
    prints(PROMPT, true)
    prints(`new\r\n${START}${ended(1)}`)
    expect(heard.at(-1)).toMatchObject({ line: '~ $ new\r\n', status: 1 })
  })

  it('has the beginning of an output without end', () => {
    const { heard, prints } = shell()
    prints(`${PROMPT}yes\r\n${START}`)
    for (let count = 0; count < 100; count++) prints('y\r\n'.repeat(2000))
    prints(ended(130))
    expect(heard.at(-1)).toMatchObject({ status: 130 })
    expect((heard.at(-1) as { output: string }).output).toHaveLength(256 * 1024)
  })
})

import { describe, expect, it } from 'vitest'
import { CommandPlayer, hasSucceeded } from '../../../protocol/command-player.ts'
import { PlayedShell } from '../../../protocol/played-shell.ts'

const PROMPT = '\x1b]133;A\x07$ \x1b]133;B\x07'
const START = '\x1b]133;C\x07'
const ended = (status: number) => `\x1b]133;D;${status}\x07`

/** A shell whose output comes in pieces, and the lines that were typed into it. */
function shell() {
  const typed: string[] = []
  const followed = new PlayedShell()
  let offset = 0
  return {
    followed,
    typed,
    play(...commands: string[]): CommandPlayer {
      const player = new CommandPlayer({ commands }, (line) => typed.push(line))
      followed.play(player)
      return player
    },
    prints(text: string) {
      const bytes = new TextEncoder().encode(text)
      offset += bytes.length
      return followed.push(bytes, offset - bytes.length)
    },
  }
}

describe('a shell that commands are played into', () => {
  it('is typed into once it stands at its prompt', () => {
    const { play, prints, typed } = shell()
    play('one', 'two')
    prints('Welcome\r\n')
    expect(typed).toEqual([])
    prints(PROMPT)
    expect(typed).toEqual(['one\r'])
    prints(`one\r\n${START}1\r\n${ended(0)}${PROMPT}`)
    expect(typed).toEqual(['one\r', 'two\r'])
  })

  it('is typed into at once where it waits for a command', () => {
    const { followed, play, prints, typed } = shell()
    prints(PROMPT)
    expect(followed.atPrompt).toBe(true)
    play('one')
    expect(typed).toEqual(['one\r'])
    expect(followed.atPrompt).toBe(false)
  })

  it('is not typed into before all that it printed earlier has come', () => {
    const { followed, play, prints, typed } = shell()
    followed.opened(PROMPT.length + START.length + PROMPT.length, 'secret')
    play('one')
    expect(prints(PROMPT).map(({ isHistory }) => isHistory)).toEqual([true, true])
    prints(START)
    expect(typed).toEqual([])
    prints(PROMPT)
    expect(typed).toEqual(['one\r'])
    expect(prints(START).map(({ isHistory }) => isHistory)).toEqual([false])
  })

  it('gets nothing more of a play that was halted, and waits for what runs', async () => {
    const { followed, play, prints, typed } = shell()
    prints(PROMPT)
    const player = play('one', 'two')
    prints(START)
    followed.halt()
    prints(`${ended(0)}${PROMPT}`)
    expect(await player.played).toMatchObject({ end: 'closed', commands: [{ status: 0 }] })
    expect(typed).toEqual(['one\r'])
    expect(followed.atPrompt).toBe(true)
  })

  it('forgets a play when the next one begins', async () => {
    const { play, prints, typed } = shell()
    const first = play('one')
    play('two')
    prints(PROMPT)
    expect(typed).toEqual(['two\r'])
    expect((await first.played).end).toBe('closed')
  })
})

describe('a play has succeeded', () => {
  const meant = { commands: 2, exit: 0, until: undefined }

  it.each([
    ['when its last command ends well', { end: 'done', statuses: [0, 0] }, meant, true],
    ['not when it ends otherwise', { end: 'failed', statuses: [0, 1] }, meant, false],
    [
      'not when an earlier one fails',
      { end: 'failed', statuses: [1] },
      { ...meant, exit: 1 },
      false,
    ],
    [
      'when it fails as it should',
      { end: 'failed', statuses: [0, 1] },
      { ...meant, exit: 1 },
      true,
    ],
    ['not when it was left', { end: 'closed', statuses: [0, 0] }, meant, false],
    [
      'when it goes on as it should',
      { end: 'open', statuses: [0, undefined] },
      { ...meant, until: '#' },
      true,
    ],
    [
      'not when it ends before that',
      { end: 'done', statuses: [0, 0] },
      { ...meant, until: '#' },
      false,
    ],
  ] as const)('%s', (_, end, { commands, exit, until }, expected) => {
    expect(hasSucceeded(end, { commands, exit, until })).toBe(expected)
  })
})

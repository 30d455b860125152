import { afterEach, describe, expect, it, vi } from 'vitest'
import { CommandPlayer, type Play } from '../../../protocol/command-player.ts'
import { ShellMarkParser } from '../../../protocol/shell-marks.ts'

/** A player, and the stream of the terminal that it plays in. */
function playing(play: Play) {
  const typed: string[] = []
  const player = new CommandPlayer(play, (data) => typed.push(data))
  const marks = new ShellMarkParser()
  return {
    player,
    typed,
    prints(text: string) {
      for (const piece of marks.push(new TextEncoder().encode(text))) player.push(piece)
    },
  }
}

afterEach(() => {
  vi.useRealTimers()
})

const PROMPT = '\x1b]133;A\x07$ \x1b]133;B\x07'
const START = '\x1b]133;C\x07'
const ended = (status: number) => `\x1b]133;D;${status}\x07`
const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

describe('a player of commands', () => {
  it('types each at its prompt, and keeps what came out between', async () => {
    const { player, typed, prints } = playing({ commands: ['one', 'two \\\nmore'] })
    expect(typed).toEqual([])
    prints(PROMPT)
    expect(typed).toEqual(['one\r'])
    prints(`one\r\n${START}first\r\n`)
    prints(`${ended(0)}${PROMPT}`)
    expect(typed.at(-1)).toBe('two \\\rmore\r')
    prints(`echo\r\n${START}second\r\n${ended(0)}`)
    expect(player.commands).toHaveLength(2)
    prints(PROMPT)
    const { commands, end } = await player.played
    expect(end).toBe('done')
    expect(commands.map(({ status }) => status)).toEqual([0, 0])
    expect(textOf(commands[0]?.output)).toContain('first')
    expect(textOf(commands[1]?.output)).toContain('second')
    expect(textOf(commands[1]?.output)).not.toContain('echo')
  })

  it('waits for the end of a command whose prompt is drawn again at another size', async () => {
    const { player, typed, prints } = playing({ commands: ['one', 'two'] })
    prints(PROMPT)
    prints(`\r\x1b[K${PROMPT}one`)
    expect(typed).toEqual(['one\r'])
    prints(`\r\n${START}no\r\n${ended(3)}${PROMPT}`)
    expect(await player.played).toMatchObject({ end: 'failed', commands: [{ status: 3 }] })
    expect(typed).toEqual(['one\r'])
  })

  it('goes on after a line that the shell does not understand', () => {
    const { typed, prints } = playing({ commands: ['(', 'two'] })
    prints(`${PROMPT}(\r\nsyntax error\r\n${PROMPT}`)
    expect(typed).toEqual(['(\r', 'two\r'])
  })

  it('stops at the first that fails', async () => {
    const { player, typed, prints } = playing({ commands: ['one', 'two'] })
    prints(`${PROMPT}${START}no\r\n${ended(3)}${PROMPT}`)
    expect(await player.played).toMatchObject({ end: 'failed', commands: [{ status: 3 }] })
    expect(typed).toEqual(['one\r'])
  })

  it('gives each answer once, when the output asks for it', async () => {
    const answers = [
      { when: 'Name:', keys: 'ada\r' },
      { when: 'Name:', keys: 'again\r' },
    ]
    vi.useFakeTimers()
    const { typed, prints } = playing({ commands: ['login'], answers })
    prints(`${PROMPT}Name: ${START}`)
    expect(typed).toEqual(['login\r'])
    prints('Na')
    prints('\x1b[1mme\x1b[0m: ')
    // The program may not listen yet.
    expect(typed).toEqual(['login\r'])
    vi.runAllTimers()
    expect(typed).toEqual(['login\r', 'ada\r'])
    prints('ada\r\nName: ')
    vi.runAllTimers()
    expect(typed.at(-1)).toBe('again\r')
    prints('Name: ')
    vi.runAllTimers()
    expect(typed).toHaveLength(3)
  })

  it('is over where the last command goes on and shows what was waited for', async () => {
    const { player, prints } = playing({ commands: ['one', 'run'], until: '/ #' })
    prints(`${PROMPT}${START}/ #${ended(0)}${PROMPT}`)
    prints(`${START}\x1b[32m/\x1b[0m #`)
    expect(await player.played).toMatchObject({
      end: 'open',
      commands: [{ status: 0 }, { command: 'run', status: undefined }],
    })
  })

  it('is over when its shell is', async () => {
    const { player, prints } = playing({ commands: ['exit'] })
    prints(`${PROMPT}${START}bye`)
    player.close()
    expect(await player.played).toMatchObject({ end: 'closed', commands: [{ status: undefined }] })
  })

  it('hears nothing more once it is over', async () => {
    const { player, typed, prints } = playing({ commands: ['one'] })
    prints(`${PROMPT}${START}${ended(0)}${PROMPT}`)
    await player.played
    prints(`${START}late${ended(1)}${PROMPT}`)
    expect(typed).toEqual(['one\r'])
    expect(player.commands).toHaveLength(1)
  })
})

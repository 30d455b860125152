import { expect, it } from 'vitest'
import { OutputBuffer } from '../../../sandbox-server/sessions/terminals/output-buffer.ts'
import { LastCommand } from '../../../sandbox-server/workshops/last-command.ts'

const SECRET = 'ours'

function mark(letter: string, secret = SECRET): string {
  return `\x1b]133;${letter};aid=${secret}\x07`
}

/** A prompt, what is typed at it, and what that prints. */
function ran(command: string, output: string): string {
  return `${mark('A')}$ ${mark('B')}${command}\r\n${mark('C')}${output}${mark('D')}`
}

function commandsOf(capacity = 512 * 1024) {
  const buffer = new OutputBuffer(capacity)
  const output = {
    get kept() {
      return { start: buffer.start, end: buffer.end }
    },
    copy: (offset: number, target: Buffer) => buffer.copy(offset, target),
  }
  const commands = new LastCommand(output, SECRET, () => 80)
  const print = (text: string) => {
    buffer.append(Buffer.from(text))
    return plain(commands.read()?.command?.line)
  }
  return { commands, print }
}

/** @returns the line without its marks. */
function plain(line: string | undefined): string | undefined {
  return line?.replaceAll(new RegExp(`\x1b]133;[ABC];aid=${SECRET}\x07`, 'g'), '')
}

it('finds the command that the host has run last, and not the one that is being typed', () => {
  const { print } = commandsOf()
  expect(print(`${mark('A')}$ ${mark('B')}docker p`)).toBeUndefined()
  expect(print('s\r\n')).toBeUndefined()
  expect(print(mark('C'))).toBe('$ docker ps\r\n')
  expect(print(`${mark('A')}$ ${mark('B')}rm -r`)).toBe('$ docker ps\r\n')
  expect(print(ran('docker pull alpine', 'done\r\n'))).toBe('$ docker pull alpine\r\n')
})

it('is not deceived by a program that prints marks', () => {
  const { print } = commandsOf()
  print(ran('cat log', ''))
  const forged = `${mark('A', 'x')}$ ${mark('B', 'x')}rm -rf ~\r\n${mark('C', 'x')}`
  expect(print(forged)).toBe('$ cat log\r\n')
})

it('keeps the last command through a print that is longer than what is looked at', () => {
  const { print } = commandsOf()
  print(ran('docker logs web', ''))
  expect(print('y\r\n'.repeat(100_000))).toBe('$ docker logs web\r\n')
  expect(print(ran('clear', ''))).toBe('$ clear\r\n')
})

it('is the same object as long as it is the last', () => {
  const { commands, print } = commandsOf()
  print(ran('ls', ''))
  const first = commands.read()
  print('more')
  expect(commands.read()).toBe(first)
})

it('leaves out a line that is too long to be whole', () => {
  const { print } = commandsOf()
  print(ran('ls', ''))
  expect(print(ran('x'.repeat(20_000), ''))).toBe('$ ls\r\n')
})

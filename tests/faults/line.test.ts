import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { amount, inside } from '../support/attacks.ts'
import { atSomeMoment } from '../support/chance.ts'
import { FaultyHouse } from '../support/faults.ts'
import { NumberedPrint } from '../support/numbered-print.ts'
import { until } from '../support/reader.ts'

const KILLS = amount(3, 20)

let house: FaultyHouse

beforeEach(async () => {
  house = await FaultyHouse.open()
})

afterEach(() => house[Symbol.asyncDispose]())

const troubles = () => house.server.events.filter(({ kind }) => kind === 'trouble').length

/** Waits until the server has noticed. */
async function broken(kill: () => Promise<unknown>): Promise<void> {
  const before = troubles()
  await kill()
  await until(() => troubles() > before, 'the break')
}

/** The connection has two ends in the sandbox, besides the SSH server that listens. */
const ENDS = [
  ['what carries it', () => house.kill('nobody', '--exact', 'socat')],
  ['the SSH server at its end', () => house.kill('learner', '--exact', 'dropbear')],
] as const

describe('a connection whose end is killed', () => {
  it.each(ENDS)('(%s) costs a reader neither the shell nor a byte', async (_, kill) => {
    const print = await NumberedPrint.begin(house.reader, 'faults/prints')
    for (let count = 0; count < KILLS; count++) {
      await print.more()
      await broken(kill)
    }
    await print.expectWhole()
    expect(await house.count('socat')).toBe(1)
    expect(await house.count('dropbear')).toBe(2)
  })

  it('keeps what is typed meanwhile, and what the shell was told of its size', async () => {
    const terminal = house.reader.open('faults/types')
    expect(await terminal.run('answer=4')).toBe(0)
    await broken(() => house.kill('nobody', '--exact', 'socat'))
    terminal.channel.resize(101, 33)
    expect(await terminal.run('echo "it is $answer, $(stty size)"')).toBe(0)
    expect(terminal.text).toContain('\nit is 4, 33 101\n')
  })

  it('makes a shell wait that is opened meanwhile', async () => {
    expect(await house.reader.open('faults/first').run('true')).toBe(0)
    await broken(() => house.kill('nobody', '--exact', 'socat'))
    expect(await house.reader.open('faults/second').run('true')).toBe(0)
  })

  it('says of a command under way that it was cut off, and takes the next', async () => {
    expect(await house.reader.open('faults/first').run('true')).toBe(0)
    for (let count = 0; count < KILLS; count++) {
      const cut = expect(inside(house.reader, 'sleep 1000')).rejects.toThrow(/cut off/)
      await until(async () => (await house.count('sleep')) > 0, 'the command')
      await atSomeMoment(200)
      await broken(() => house.kill('learner', '--exact', 'dropbear'))
      await cut
      expect(await inside(house.reader, 'echo here')).toEqual({ status: 0, output: 'here' })
      await inside(house.reader, 'pkill --exact sleep')
    }
  })
})

describe('shells whose holder is killed', () => {
  it('are told to have been killed, each time, and the next one starts', async () => {
    for (let count = 0; count < KILLS; count++) {
      const terminal = house.reader.open('faults/held')
      expect(await terminal.run('true')).toBe(0)
      terminal.channel.write('while true; do echo more; done\r')
      await atSomeMoment(300)
      expect(await house.kill('learner', '--exact', 'blitz-hold')).toBe(0)
      await until(() => terminal.exit !== undefined, 'the end')
      expect(terminal.exit).toEqual({ status: null, signal: 'KILL' })
    }
    await until(async () => (await house.count('blitz-shell')) === 0, 'no shell without its holder')
  })

  it('are told so, too, where the connection goes with them', async () => {
    const terminal = house.reader.open('faults/all')
    expect(await terminal.run('touch ~/here')).toBe(0)
    terminal.channel.write('kill -KILL -1\r')
    await until(() => terminal.exit !== undefined, 'the end')
    expect(terminal.exit).toEqual({ status: null, signal: 'KILL' })
    expect(await house.reader.open('faults/all').run('ls ~/here')).toBe(0)
  })
})

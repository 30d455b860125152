import { afterEach, describe, expect, it } from 'vitest'
import { inside } from '../support/attacks.ts'
import { atSomeMoment } from '../support/chance.ts'
import { FaultyHouse } from '../support/faults.ts'
import { amount } from '../support/length.ts'
import { NumberedPrint } from '../support/numbered-print.ts'
import { until } from '../support/reader.ts'

const KILLS = amount(2, 20)

let house: FaultyHouse

afterEach(() => house[Symbol.asyncDispose]())

const troubles = () => house.server.events.filter(({ kind }) => kind === 'trouble').length

/** Waits until the server has noticed. */
async function broken(kill: () => Promise<unknown>): Promise<void> {
  const before = troubles()
  await kill()
  await until(() => troubles() > before, 'the break')
}

/** The SSH server at the end of the connection. */
const killServer = () => house.kill('learner', '--exact', 'dropbear')

/** What carries the connection, where it goes by way of the engine. */
const killCarrier = () => house.kill('nobody', '--exact', 'socat')

describe('a connection whose end is killed', () => {
  it.each([
    ['the SSH server, on the direct way', 'direct', killServer],
    ['the SSH server, by way of the engine', 'engine', killServer],
    ['what carries it, by way of the engine', 'engine', killCarrier],
  ] as const)('(%s) costs a reader neither the shell nor a byte', async (_, way, kill) => {
    house = await FaultyHouse.open(undefined, way)
    const print = await NumberedPrint.begin(house.reader, 'faults/prints')
    const before = [await house.count('socat'), await house.count('dropbear')]
    for (let count = 0; count < KILLS; count++) {
      await print.more()
      await broken(kill)
    }
    await print.expectWhole()
    // Nothing of the earlier ones is left.
    expect([await house.count('socat'), await house.count('dropbear')]).toEqual(before)
  })

  it('keeps what is typed meanwhile, and what the shell was told of its size', async () => {
    house = await FaultyHouse.open(undefined, 'engine')
    const terminal = house.reader.open('faults/types')
    expect(await terminal.run('answer=4')).toBe(0)
    await broken(killCarrier)
    terminal.channel.resize(101, 33)
    terminal.channel.write('echo "it is $answer, $(stty size)"\r')
    await until(() => terminal.text.includes('\nit is 4, 33 101\n'), 'the answer')
  })

  it('makes a shell wait that is opened meanwhile', async () => {
    house = await FaultyHouse.open(undefined, 'engine')
    expect(await house.reader.open('faults/first').run('true')).toBe(0)
    await broken(killCarrier)
    expect(await house.reader.open('faults/second').run('true')).toBe(0)
  })

  it('ends a shell that is closed meanwhile, and gives its name to a new one', async () => {
    house = await FaultyHouse.open(undefined, 'engine')
    const terminal = house.reader.open('faults/anew')
    expect(await terminal.run('answer=42')).toBe(0)
    await broken(killCarrier)
    terminal.channel.close()
    const again = house.reader.open('faults/anew')
    expect(await again.run('echo "it is [$answer]"')).toBe(0)
    expect(again.text).toContain('\nit is []\n')
    const shells = 'ls /run/blitz/shells | wc -l'
    const isAlone = async () => (await inside(house.reader, shells)).output === '1'
    await until(isAlone, 'the end of the first shell')
  })

  it('says of a command under way that it was cut off, and takes the next', async () => {
    house = await FaultyHouse.open()
    expect(await house.reader.open('faults/first').run('true')).toBe(0)
    for (let count = 0; count < KILLS; count++) {
      const cut = expect(inside(house.reader, 'sleep 1000')).rejects.toThrow(/cut off/)
      await until(async () => (await house.count('sleep')) > 0, 'the command')
      await atSomeMoment(200)
      await broken(killServer)
      await cut
      expect(await inside(house.reader, 'echo here')).toEqual({ status: 0, output: 'here' })
      await inside(house.reader, 'pkill --exact sleep')
    }
  })
})

describe.each(['direct', 'engine'] as const)('shells whose holder is killed (%s way)', (way) => {
  it('are told to have been killed, each time, and the next one starts', async () => {
    house = await FaultyHouse.open(undefined, way)
    for (let count = 0; count < KILLS; count++) {
      const terminal = house.reader.open('faults/held')
      expect(await terminal.run('true')).toBe(0)
      terminal.channel.write('while true; do echo more; done\r')
      await atSomeMoment(300)
      expect(await house.killHolders()).toBe(0)
      await until(() => terminal.exit !== undefined, 'the end')
      expect(terminal.exit).toEqual({ status: null, signal: 'KILL' })
    }
  })
})

it('a reader who kills all that is theirs has the shell, the sandbox, and an engine again', async () => {
  house = await FaultyHouse.open()
  const { reader } = house
  const other = reader.open('faults/other')
  expect(await other.run('touch ~/here')).toBe(0)
  const terminal = reader.open('faults/all')
  expect(await terminal.run('answer=42')).toBe(0)
  expect(await terminal.run('kill -KILL -1')).toBe(0)
  await until(() => other.exit !== undefined, 'the end of the other shell')
  expect(other.exit).toEqual({ status: null, signal: 'KILL' })
  expect(await terminal.run('echo "it is $answer" && ls ~/here')).toBe(0)
  expect(terminal.text).toContain('\nit is 42\n')
  await until(
    async () => (await inside(reader, 'docker run --rm alpine:latest true')).status === 0,
    'the engine',
  )
})

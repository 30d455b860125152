import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { BadLine } from '../support/bad-line.ts'
import { atSomeMoment, chance } from '../support/chance.ts'
import { freePort } from '../support/free-port.ts'
import { amount } from '../support/length.ts'
import { addressOf, killServer, serverOf, TestHost } from '../support/npm-start.ts'
import { NumberedPrint } from '../support/numbered-print.ts'
import { Reader, type ReaderTerminal, until } from '../support/reader.ts'

const KEYS = amount(1000, 5000)
const FAULTS = amount(5, 40)

/** Within this time a page says that its connection is gone, whatever happens to it; milliseconds. */
const TOLD_MILLISECONDS = 25_000

/** Characters of one numbered line, with its end. */
const LINE_LENGTH = 6

let host: TestHost
let port: number
let line: BadLine

beforeEach(async () => {
  host = await TestHost.open()
  port = await freePort()
  line = await BadLine.open(port)
})

afterEach(async () => {
  await line[Symbol.asyncDispose]()
  await host[Symbol.asyncDispose]()
})

/** Types numbered lines into a file, key by key, until all are typed. */
class TypedStream {
  readonly #terminal: ReaderTerminal
  readonly text = Array.from(
    { length: Math.ceil(KEYS / LINE_LENGTH) },
    (_, number) => `${String(number).padStart(LINE_LENGTH - 1, '0')}\r`,
  ).join('')
  typed = 0

  private constructor(terminal: ReaderTerminal) {
    this.#terminal = terminal
  }

  static async begin(reader: Reader): Promise<TypedStream> {
    const terminal = reader.open('faults/typed')
    expect(await terminal.run('stty -echoctl')).toBe(0)
    terminal.channel.write('echo "all is read"; cat > ~/typed; echo "all is typed"\r')
    // What comes before is read by the shell's line editor, which has the terminal take a line's end as it is.
    await until(() => /\nall is read/.test(terminal.text), 'the program that reads')
    return new TypedStream(terminal)
  }

  /** Types some of it, with pauses as of a hand. */
  async some(keys: number): Promise<void> {
    const end = Math.min(this.typed + keys, this.text.length)
    while (this.typed < end) {
      expect(this.#terminal.channel.write(this.text.charAt(this.typed))).toBe(true)
      this.typed += 1
      if (chance(4) < 1) await atSomeMoment(10)
    }
  }

  /** Types the rest. All of it has to be in the file, once and in order. */
  async expectWhole(reader: Reader): Promise<void> {
    await this.some(this.text.length)
    this.#terminal.channel.write('\x04')
    await until(() => /\nall is typed/.test(this.#terminal.text), 'the end of what was typed')
    const { stdout } = await reader.client.exec('cat ~/typed')
    expect(stdout).toBe(this.text.replaceAll('\r', '\n'))
  }
}

it('whatever happens to the connection, each key arrives once and in order, and so does each byte of output', async () => {
  const start = () => host.start({ PORT: String(port), WARM_SANDBOXES_MAXIMUM: '0' })
  let server = start()
  await addressOf(server)
  using reader = new Reader(line.address)
  const print = await NumberedPrint.begin(reader, 'faults/prints')
  const stream = await TypedStream.begin(reader)

  const FAULT_KINDS: Record<string, () => Promise<void>> = {
    async 'black hole'() {
      line.swallow()
    },
    async reset() {
      line.reset()
    },
    async slow() {
      line.state = 'slow'
      await stream.some(KEYS / FAULTS / 3)
      await atSomeMoment(3000)
      line.state = 'good'
    },
    async stopped() {
      const pid = await serverOf(server)
      process.kill(pid, 'SIGSTOP')
      await stream.some(KEYS / FAULTS / 3)
      await atSomeMoment(8000)
      process.kill(pid, 'SIGCONT')
    },
    async killed() {
      await killServer(server)
      server = start()
      await addressOf(server)
    },
  }
  const kinds = Object.keys(FAULT_KINDS)
  for (let count = 0; count < FAULTS; count++) {
    await stream.some(chance(KEYS / FAULTS / 2))
    const kind = kinds[count % kinds.length] as string
    await FAULT_KINDS[kind]?.()
    await stream.some(chance(KEYS / FAULTS / 2))
    if (kind === 'black hole') {
      const isTold = () => reader.client.status !== 'connected'
      await until(isTold, 'the word that the connection is gone', TOLD_MILLISECONDS)
    }
    await until(() => reader.client.status === 'connected', `the connection, after: ${kind}`)
    await delay(0)
  }
  await stream.expectWhole(reader)
  await print.expectWhole()
})

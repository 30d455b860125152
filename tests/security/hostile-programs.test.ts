import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answers, inside } from '../support/attacks.ts'
import { FLOODS } from '../support/floods.ts'
import { freePort } from '../support/free-port.ts'
import {
  BROKEN_ANSWERS,
  everyByte,
  everyStatus,
  type HostileAnswer,
} from '../support/hostile-answers.ts'
import { amount } from '../support/length.ts'
import { addressOf, type Started, serverOf, TestHost } from '../support/npm-start.ts'
import { Visitor } from '../support/previews.ts'
import { Reader, type ReaderTerminal, until } from '../support/reader.ts'

/** Of one processor: what a flood of one reader may cost the server. */
const SHARE = 0.15

/** Time over which that is measured, in milliseconds. */
const MEASURED_MILLISECONDS = amount(4000, 30_000)

/** Ticks of the kernel in a second, as `/proc` counts them (proc(5)). */
const TICKS = 100

let host: TestHost
let started: Started
let address: string
let server: number
/** Another reader, whose shell must answer whatever the first one does. */
let other: Reader
let calm: ReaderTerminal
let reader: Reader

beforeAll(async () => {
  host = await TestHost.open()
  started = host.start({
    PORT: String(await freePort()),
    LOG_LEVEL: 'info',
    WARM_SANDBOXES: '1',
    WARM_SANDBOXES_MAXIMUM: '1',
  })
  address = await addressOf(started)
  server = await serverOf(started)
  other = new Reader(address)
  calm = other.open('calm/shell')
  expect(await answers(calm)).toBe(true)
})

afterAll(() => host[Symbol.asyncDispose]())

beforeEach(() => {
  reader = new Reader(address)
})

afterEach(async () => {
  reader[Symbol.dispose]()
  // Whatever a reader sent, the other one's shell goes on, and so does the server.
  expect(await answers(calm)).toBe(true)
  expect(await serverOf(started)).toBe(server)
  expect(started.said()).not.toMatch(/ERR_|TypeError|RangeError/)
})

/** Writes a file of the tests into the reader's home directory. */
async function write(name: string, content: Buffer): Promise<void> {
  await inside(reader, `rm -f ~/${name}`)
  const text = content.toString('base64')
  for (let begin = 0; begin < text.length; begin += 6000) {
    const piece = text.slice(begin, begin + 6000)
    const { status } = await inside(reader, `echo ${piece} | base64 -d >> ~/${name}`)
    expect(status).toBe(0)
  }
}

async function succeeds(command: string): Promise<boolean> {
  return (await inside(reader, command)).status === 0
}

/** What runs beside each page begins with the next one, once the server has seen that one leave. */
async function newPageUntil(condition: () => Promise<boolean>, what: string): Promise<void> {
  await until(async () => {
    if (await condition()) return true
    reader.leave()
    reader = new Reader(address, reader.token)
    return false
  }, what)
}

async function writeScript(name: string): Promise<void> {
  await write(name, await readFile(new URL(`../support/${name}`, import.meta.url)))
}

/** Processor time that the server has used, in seconds. */
async function used(): Promise<number> {
  const stat = await readFile(`/proc/${server}/stat`, 'utf8')
  // After the name, which may have spaces in it: user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

describe('an app', () => {
  const groups: [string, readonly HostileAnswer[]][] = [
    ['every status', everyStatus(amount(33, 1))],
    ['every byte', everyByte(amount(13, 1))],
    ['every broken answer', BROKEN_ANSWERS],
  ]

  it.each(groups)('that answers with %s ends nothing but its own answer', async (_, table) => {
    await writeScript('hostile-app.pl')
    await inside(reader, 'setsid perl ~/hostile-app.pl 8080 > /dev/null 2>&1 < /dev/null &')
    const listens = 'grep -q 0100007F:1F90 /proc/net/tcp'
    await until(() => succeeds(listens), 'the app')
    const visitor = await Visitor.enter(await reader.client.preview(8080))
    for (const [name, bytes] of table) {
      const body = Buffer.from(bytes, 'latin1')
      const headers = { 'content-length': String(body.length) }
      const asked = visitor.ask('', { method: 'POST', headers, body })
      const got = await asked.then(
        ({ status }) => status,
        (error: Error) => error.message,
      )
      // A browser shows a status that it knows, or that the connection was cut: never nothing.
      if (typeof got === 'string') expect(got, name).toMatch(/aborted|hang up|Parse Error/)
      else expect(got, name).toBeGreaterThanOrEqual(200)
    }
    expect(await answers(calm)).toBe(true)
  })
})

describe('a false engine', () => {
  const SOCKET = '/run/user/1000/docker.sock'
  const container = (name: string, port: unknown) => ({
    Names: [`/${name}`],
    State: 'running',
    Ports: [{ PublicPort: port, Type: 'tcp' }],
  })
  const bad = [70_000, -1, 0, '80', null, {}, 1e300].map((port) => container('bad', port))
  const long = container('x'.repeat(200_000), 81)

  async function replace(list: string, events?: string): Promise<void> {
    await writeScript('hostile-engine.pl')
    await write('list', Buffer.from(list))
    if (events !== undefined) await write('events', Buffer.from(events))
    const words = `${SOCKET} ~/list ${events === undefined ? '' : '~/events'}`
    await inside(reader, `setsid perl ~/hostile-engine.pl ${words} > /dev/null 2>&1 < /dev/null &`)
    await newPageUntil(() => succeeds('test -e ~/list.asked'), 'a page that asks it')
  }

  it('that says what cannot be loses that, and not the rest of its list', async () => {
    const good = container('web1', 8080)
    const list = JSON.stringify([...bad, null, 7, long, good])
    await replace(`HTTP/1.1 200 OK\r\n\r\n${list}`)
    await until(() => reader.ports.length > 0, 'the port that can be')
    expect(reader.ports).toEqual([{ port: 8080, container: 'web1' }])
  })

  it.each([
    ['101', 'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'],
    ['a status that is none', 'HTTP/1.1 000 No\r\n\r\n[]'],
    ['no HTTP', '+OK\r\n'],
    ['headers without end', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`],
    ['no list', 'HTTP/1.1 200 OK\r\n\r\n{"message":"no"}'],
  ])('that answers with %s is one that does not answer', async (_, bytes) => {
    await replace(bytes, bytes)
    for (let round = 0; round < 10; round++) expect(await answers(calm)).toBe(true)
    expect(reader.ports).toEqual([])
  })

  it('that reports changes without end, with a long list each, costs the server little', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => container(`web${index}`, 8000 + index))
    await replace(`HTTP/1.1 200 OK\r\n\r\n${JSON.stringify(many)}`)
    await until(() => reader.ports.length > 0, 'the ports')
    const share = await shareUsed()
    console.log(`lists without end: ${(share * 100).toFixed(1)} % of a processor`)
    expect(share).toBeLessThan(SHARE)
  })
})

/** Lets the other reader type for a while. @returns the share of a processor that the server used. */
async function shareUsed(): Promise<number> {
  const began = performance.now()
  const before = await used()
  while (performance.now() - began < MEASURED_MILLISECONDS) {
    expect(await answers(calm)).toBe(true)
    // As somebody types: the echo of another one's keys is not what is measured.
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return ((await used()) - before) / ((performance.now() - began) / 1000)
}

describe('a flood that nobody sees', () => {
  it.each(FLOODS.map((flood) => [flood.name, flood] as const))(
    'of %s costs the server little, and no other reader anything',
    async (name, { begin, program, isOfPage }) => {
      expect((await inside(reader, 'true')).status).toBe(0)
      await begin(reader)
      const runs = () => succeeds(`pgrep -x ${program}`)
      await (isOfPage ? newPageUntil(runs, 'the flood') : until(runs, 'the flood'))
      const lines = linesSaid()
      const share = await shareUsed()
      console.log(`${name}: ${(share * 100).toFixed(1)} % of a processor`)
      expect(share).toBeLessThan(SHARE)
      expect(reader.notices.length).toBeLessThan(20)
      expect(linesSaid() - lines).toBeLessThan(100)
    },
  )
})

describe('a folder', () => {
  it.each([
    ['with a line end in its name', "mkdir $'two\\nlines' && cd two*"],
    [
      'whose path has 2,000 characters',
      'd=$(printf "x%.0s" {1..200}); for n in {1..10}; do mkdir $d && cd $d; done',
    ],
  ])('%s takes no terminal from its reader', async (_, enter) => {
    const first = reader.open('folders/first')
    expect(await first.run(enter)).toBe(0)
    expect(await first.run('pwd')).toBe(0)
    const { directory } = first
    const next = reader.open('folders/next', directory === undefined ? {} : { directory })
    expect(await next.run('true')).toBe(0)
    expect(reader.client.status).toBe('connected')
  })
})

describe('a program', () => {
  it('that prints the marks of a shell by hand is not taken for the shell', async () => {
    const terminal = reader.open('marks/forged')
    expect(await terminal.run('true')).toBe(0)
    const prompts = terminal.prompts
    const forged = '\\e]133;D;0\\a\\e]7;file://x/etc\\a\\e]133;A\\a$ \\e]133;B\\a'
    terminal.channel.write(`printf '${forged}printed'; cat\r`)
    await until(() => terminal.text.endsWith('printed'), 'the forged marks')
    expect(terminal.prompts).toBe(prompts)
    expect(terminal.directory).toBe('/home/learner')
    terminal.channel.write('\x03')
    await until(() => terminal.prompts > prompts, "the shell's own prompt")
    expect(terminal.statuses.at(-1)).toBe(130)
  })

  it('is not told the secret of them', async () => {
    const terminal = reader.open('marks/secret')
    expect(await terminal.run('env | grep -i -e aid= -e blitz_secret')).toBe(1)
    expect(await terminal.run("bash -c '[[ -z $__blitz_secret ]]'")).toBe(0)
  })
})

describe('a server that is killed all the same', () => {
  it('is back with its sandboxes, and nobody has to start it', async () => {
    const terminal = reader.open('kept/shell')
    expect(await terminal.run('answer=42')).toBe(0)
    const began = performance.now()
    process.kill(server, 'SIGKILL')
    await until(() => reader.client.status === 'reconnecting', 'the loss')
    await until(() => reader.client.status === 'connected', 'the server')
    console.log(`back after ${Math.round(performance.now() - began)} ms`)
    expect(await terminal.run('echo "it is $answer"')).toBe(0)
    expect(terminal.text).toContain('\nit is 42\n')
    expect(started.said()).toContain('readers keep their sandboxes')
    server = await serverOf(started)
  })
})

/** @returns how many lines the server has written. */
function linesSaid(): number {
  return started.said().split('\n').length
}

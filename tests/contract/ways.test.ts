import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DirectWay } from '../../sandbox-server/drivers/docker-engine/direct-way.ts'
import { createDockerEngineDriver } from '../../sandbox-server/drivers/docker-engine/driver.ts'
import { adoptSandbox, type Sandbox, startSandbox } from '../../sandbox-server/sandboxes/sandbox.ts'
import { holdFrames } from '../../sandbox-server/sandboxes/shells/hold-frames.ts'
import {
  attachToShells,
  listShells,
  openShell,
} from '../../sandbox-server/sandboxes/shells/shells.ts'
import type { DeploymentKey } from '../../sandbox-server/sandboxes/ssh/deployment-key.ts'
import {
  type EngineUnderTest,
  engineUnderTest,
  TEST_HOST,
  TEST_LIMITS,
  testKey,
} from '../support/engine.ts'
import { patient } from '../support/patience.ts'
import { until } from '../support/reader.ts'

const BOUNDS = { outputBytes: 1000, milliseconds: patient(30_000) }

/** What the engine runs in the sandbox, by whom the reader can neither signal nor become. */
const CARRIER = 'pgrep -u nobody socat'

/** Of the longest name that a terminal may have. */
const NAME = `basics/${'w'.repeat(63)}`

const SHELL = {
  name: NAME,
  id: '0123456789ab',
  secret: 'of-the-shell',
  size: { columns: 100, rows: 30 },
}

/** How its socket is called. */
const FILE = `${NAME.replace('/', '+')}~${SHELL.id}`

/** The mark behind a prompt (OSC 133). */
const PROMPT = '\x1b]133;B'

let engine: EngineUnderTest
let key: DeploymentKey

beforeAll(async () => {
  engine = await engineUnderTest()
  key = await testKey()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

const driverOf = (way: 'direct' | 'engine') =>
  createDockerEngineDriver({ ...engine, limits: TEST_LIMITS, host: TEST_HOST, way })

/** What a shell has printed once `isEnough`. */
async function shellSays(sandbox: Sandbox, directory: string, line: string, wanted: RegExp) {
  const shell = await openShell(sandbox, { ...SHELL, directory })
  let said = ''
  for await (const chunk of shell) {
    // What is typed before the first prompt would be echoed before it.
    const stoodAtPrompt = said.includes(PROMPT)
    said += chunk
    if (!stoodAtPrompt && said.includes(PROMPT)) shell.write(line)
    if (wanted.test(said)) break
  }
  return said
}

describe.each(['direct', 'engine'] as const)('the %s way into a sandbox', (way) => {
  it('leads to commands and shells, and again after the server that has gone', async () => {
    const sandbox = await startSandbox({ driver: driverOf(way), key, id: `to-${way}` })
    expect((await sandbox.connection.exec('echo here', BOUNDS)).stdout).toBe('here\n')
    // Nothing of the engine's lies between where there is a way without.
    expect((await sandbox.connection.exec(CARRIER, BOUNDS)).status).toBe(way === 'direct' ? 1 : 0)
    const line = 'echo "$((40 + 2)) in $PWD of $COLUMNS columns"\r'
    const said = await shellSays(sandbox, '/tmp', line, /42 in \/tmp of 100 columns/)
    expect(said.startsWith('\x1b]7;file://blitz/tmp')).toBe(true)
    sandbox.release()
    const [handle] = (await driverOf(way).list()).filter(({ id }) => id === sandbox.id)
    if (!handle) throw new Error('The sandbox has gone.')
    const adopted = await adoptSandbox({ handle, key })
    const names = await listShells(adopted)
    expect(names).toEqual([{ name: SHELL.name, id: SHELL.id }])
    expect([...(await attachToShells(adopted, names)).keys()]).toEqual([SHELL.id])
    await adopted.destroy()
    await adopted.lost
  })
})

describe('the direct way', () => {
  it('is found for the container of that process, and for no other', async () => {
    const sandbox = await startSandbox({ driver: driverOf('engine'), key, id: 'found' })
    const container = engine.docker.getContainer(`${engine.deployment}-found`)
    const { Id, State } = await container.inspect()
    expect(await DirectWay.find('0'.repeat(64), State.Pid)).toBeUndefined()
    expect(await DirectWay.find(Id, process.pid)).toBeUndefined()
    const way = await DirectWay.find(Id, State.Pid)
    const stream = await way?.dial('/run/blitz/ssh')
    expect(String(await stream?.take(1).toArray())).toMatch(/^SSH-2\.0-dropbear/)
    await expect(way?.dial('/run/blitz/nothing')).rejects.toThrow('ENOENT')
    await sandbox.destroy()
    await expect(way?.dialPatiently('/run/blitz/ssh')).rejects.toThrow(/ENOENT|has ended/)
  })
})

describe('a sandbox whose way goes by the engine', () => {
  it('has a carrier that the reader cannot stop', async () => {
    const sandbox = await startSandbox({ driver: driverOf('engine'), key, id: 'carried' })
    const { stderr } = await sandbox.connection.exec(`kill -9 $(${CARRIER})`, BOUNDS)
    expect(stderr).toMatch(/not permitted/)
    await sandbox.destroy()
  })
})

describe('a shell', () => {
  it('is not started for a reader who gave up before a holder was free', async () => {
    const sandbox = await startSandbox({ driver: driverOf('direct'), key, id: 'late' })
    const container = engine.docker.getContainer(`${engine.deployment}-late`)
    const signal = async (name: string) => {
      const exec = await container.exec({
        Cmd: ['pkill', `-${name}`, '--exact', 'blitz-hold'],
        // Without its output, the engine says that it has ended once it has begun.
        AttachStdout: true,
      })
      await once((await exec.start({})).resume(), 'end')
      expect(await exec.inspect()).toMatchObject({ Running: false, ExitCode: 0 })
    }
    await signal('STOP')
    const stream = await sandbox.connectToSocket('/run/blitz/shells/.new', () => {})
    stream.end(holdFrames.open({ ...SHELL, name: 'given-up' }, 128 * 1024))
    await once(stream, 'finish')
    stream.destroy()
    await signal('CONT')
    expect(await shellSays(sandbox, '', 'echo $((6 * 7))\r', /42/)).toContain('42')
    const { stdout } = await sandbox.connection.exec('ls /run/blitz/shells', BOUNDS)
    expect(stdout).toBe(`${FILE}\n`)
    await sandbox.destroy()
  })
})

describe('what is typed into a shell', () => {
  it('reaches it once and in order, however often and from wherever it is sent', async () => {
    const sandbox = await startSandbox({ driver: driverOf('direct'), key, id: 'typed' })
    const shell = await openShell(sandbox, SHELL)
    let said = ''
    shell.on('data', (chunk: Buffer) => {
      said += chunk
    })
    await until(() => said.includes(PROMPT), 'the prompt')
    const taken: string[] = []
    shell.on('taken', (writer: string, offset: number, again: boolean) => {
      taken.push(`${writer[0]} ${offset}${again ? ' again' : ''}`)
    })
    const type = async (writer: string, offset: number, text: string, told: string) => {
      shell.type({ writer: writer.repeat(12), offset }, Buffer.from(text))
      await until(() => taken.at(-1) === told, `the word for ${text}`)
    }
    await type('a', 0, 'echo ', 'a 5')
    // Backwards, the same again, and a part of it again.
    await type('a', 0, 'ec', 'a 5')
    await type('a', 3, 'o ', 'a 5')
    await type('a', 3, 'o one', 'a 8')
    // After a gap.
    await type('a', 100, 'lost', 'a 8 again')
    // Another page, and one that was forgotten meanwhile.
    await type('b', 0, '-two', 'b 4')
    await type('c', 50, '-three', 'c 56')
    await type('a', 8, '\r', 'a 9')
    // After the mark at which the command starts.
    await until(() => said.includes('\x07one-two-three\r'), 'the line')
    await sandbox.destroy()
  })
})

describe('a shell that nobody names', () => {
  it('ends with who came for it, and leaves the next one', async () => {
    const sandbox = await startSandbox({ driver: driverOf('direct'), key, id: 'unnamed' })
    const strangers =
      'for n in 1 2 3; do echo no frame | socat STDIO UNIX:/run/blitz/shells/.new; done'
    await sandbox.connection.exec(strangers, BOUNDS)
    expect(await shellSays(sandbox, '', 'echo $((6 * 7))\r', /42/)).toContain('/home/learner')
    const { stdout } = await sandbox.connection.exec('ls /run/blitz/shells', BOUNDS)
    expect(stdout).toBe(`${FILE}\n`)
    await sandbox.destroy()
  })
})

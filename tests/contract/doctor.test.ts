import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import Docker from 'dockerode'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { until } from '../support/reader.ts'

const PROJECT = join(import.meta.dirname, '../..')

const reportSchema = z.strictObject({
  liveTerminals: z.boolean(),
  checks: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['good', 'note', 'bad']),
      found: z.string(),
      advice: z.string().optional(),
    }),
  ),
})

/** Runs `npm run doctor` to its end. */
async function doctor(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const npm = spawn('npm', ['run', '--silent', 'doctor', '--', ...words], {
    cwd: PROJECT,
    env: { ...process.env, ...environment },
  })
  const ended = new Promise<number | null>((resolve) => npm.once('close', resolve))
  const [status, stdout, stderr] = await Promise.all([ended, text(npm.stdout), text(npm.stderr)])
  return { status, stdout, stderr }
}

/** Of this run or of another that is under way beside it. */
async function nothingLeft(): Promise<void> {
  const docker = new Docker()
  await until(async () => {
    const filters = { name: ['docker-blitz-doctor-'] }
    return (await docker.listContainers({ all: true, filters })).length === 0
  }, 'the end of the sandbox')
}

describe('npm run doctor', () => {
  it('finds that live terminals will work, by a real sandbox, and leaves nothing behind', async () => {
    const { status, stdout } = await doctor(['--json'])
    const report = reportSchema.parse(JSON.parse(stdout))
    expect(report.checks.filter(({ state }) => state === 'bad')).toEqual([])
    expect(report.checks.at(-1)).toMatchObject({
      name: 'Probe',
      state: 'good',
      found: expect.stringMatching(
        /^a sandbox started in \d+\.\d s, ran a container in \d+\.\d s, and is reached (directly|through the engine)$/,
      ),
    })
    expect(report.checks.map(({ name }) => name)).toEqual([
      ...['Node', 'Engine', 'Engine version', 'System', 'Kernel', 'Control groups', 'Seccomp'],
      ...['User namespaces', 'Mapped users', 'SELinux', 'Confinement', 'AppArmor'],
      ...['Sandbox image', 'Readers', 'Probe'],
    ])
    expect(report.checks.at(-2)?.found).toMatch(
      /^this machine holds about \d+ at work; (memory ends|processors end) first\n/,
    )
    expect(report.liveTerminals).toBe(true)
    expect(status).toBe(0)
    await nothingLeft()
  })

  it('removes its sandbox when it is interrupted', async () => {
    const doctor = spawn(process.execPath, ['tools/doctor.ts'], { cwd: PROJECT })
    const ended = once(doctor, 'close')
    let said = ''
    doctor.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    await until(() => said.includes('Starting a sandbox'), 'the probe')
    doctor.kill('SIGINT')
    expect(await ended).toEqual([130, null])
    await nothingLeft()
  })

  it('tells why not, what to do, and what works all the same', async () => {
    const { status, stdout, stderr } = await doctor([], { DOCKER_HOST: 'unix:///nowhere' })
    expect(status).toBe(1)
    expect(stderr).toBe('')
    const words = stdout.replaceAll(/\s+/g, ' ')
    expect(words).toContain(
      'DOCKER_HOST=unix:///nowhere does not answer: there is no such socket. ' +
        '-> Start that engine, or unset DOCKER_HOST to use the one of this machine.',
    )
    expect(words).toContain('The site starts without them, with recorded output.')
    // Not a terminal: no colours.
    expect(stdout).not.toContain('\u001b')
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('says so as JSON, too', async () => {
    const { status, stdout } = await doctor(['--json'], { DOCKER_HOST: 'nonsense' })
    expect(status).toBe(1)
    const report = reportSchema.parse(JSON.parse(stdout))
    expect(report.liveTerminals).toBe(false)
    expect(report.checks.at(-1)).toMatchObject({ name: 'Engine', state: 'bad' })
  })

  it('tells why a sandbox will not start', async () => {
    const { status, stdout } = await doctor(['--json'], { SANDBOX_RUNTIME: 'no-such-runtime' })
    expect(status).toBe(1)
    expect(reportSchema.parse(JSON.parse(stdout)).checks.at(-1)).toMatchObject({
      name: 'Probe',
      state: 'bad',
      found: expect.stringContaining('Set SANDBOX_RUNTIME to one that the engine has.'),
    })
  })

  it.each([
    [['--jsn'], {}, "Unknown option '--jsn': see npm run doctor -- --help.\n"],
    [['now'], {}, "Unexpected argument 'now': see npm run doctor -- --help.\n"],
    [[], { SANDBOX_PIDS: '3' }, 'SANDBOX_PIDS=3 is not usable: it takes 128 or more.\n'],
  ])('%o with %o is answered in one sentence', async (words, environment, sentence) => {
    const { status, stdout, stderr } = await doctor(words, environment)
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: sentence })
  })

  it('explains itself', async () => {
    const { status, stdout } = await doctor(['--help'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^npm run doctor -- \[--json\]\n/)
  })
})

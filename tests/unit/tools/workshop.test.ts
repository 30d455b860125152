import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Writable } from 'node:stream'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { lockFile } from '../../../sandbox-server/common/file-lock.ts'
import { writtenTime } from '../../../sandbox-server/workshops/written-time.ts'
import { CallError, readCall } from '../../../tools/workshop/call.ts'
import { run } from '../../../tools/workshop/run.ts'
import { joinWorkshop, TestBoard } from '../../support/board.ts'
import { until } from '../../support/reader.ts'
import { noSandboxes, startServer } from '../../support/server.ts'

const PROGRAM = join(import.meta.dirname, '../../../tools/workshop.ts')

interface Answer {
  readonly status: number
  readonly said: string
  readonly trouble: string
}

/** A state directory of its own, and the program that works in it. */
async function host() {
  const state = await mkdtemp(join(tmpdir(), 'blitz-workshop-'))
  onTestFinished(() => rm(state, { recursive: true }))
  const workshop = async (...words: string[]): Promise<Answer> => {
    const [output, errors] = [new Words(), new Words()]
    // No engine is asked how many seats there are.
    const environment = { STATE_DIRECTORY: state, DOCKER_HOST: 'unix:///nowhere' }
    const status = await run(words, { environment, output, errors })
    return { status, said: output.text, trouble: errors.text }
  }
  return { state, workshop, plan: (name: string) => join(state, 'workshops', `${name}.yaml`) }
}

/** What was written. */
class Words extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

describe('npm run workshop', () => {
  const zone = process.env['TZ']
  beforeAll(() => {
    process.env['TZ'] = 'Europe/Berlin'
  })
  afterAll(() => {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })

  it('makes a workshop, and says its code, its links and what to do next', async () => {
    const { state, workshop, plan } = await host()
    const { status, said } = await workshop(
      ...['new', 'spring', '--title', 'Docker in spring', '--seats', '30'],
      ...['--opens', '2099-12-01 09:00', '--closes', '2099-12-01T12:00Z', '--group', 'Red'],
    )
    expect(status).toBe(0)
    const text = await readFile(plan('spring'), 'utf8')
    const [, code = ''] = /^code: "?(\w{8})"?$/m.exec(text) ?? []
    expect(text).toContain('title: Docker in spring\n')
    expect(text).toContain('opens: 2099-12-01T09:00+01:00\ncloses: 2099-12-01T13:00+01:00\n')
    const token = await readFile(join(state, 'host-token'), 'utf8')
    expect(said).toContain(`Code    ${code.slice(0, 4)}-${code.slice(4)}\n`)
    expect(said).toContain(`Join    http://localhost:8000/join/#${code}\n`)
    expect(said).toContain(`Board   http://localhost:8000/host/#${token}\n`)
    expect(said).toContain('Zone    Europe/Berlin, where a time names no other\n')
    expect(said).toContain('npm run rehearse -- --workshop spring\n')
    expect((await stat(join(state, 'workshops.db'))).mode & 0o777).toBe(0o600)
    const list = await workshop('list')
    expect(list.said).toMatch(
      /^spring +Docker in spring +planned +2099-12-01T09:00\+01:00 .* 0\/30 /m,
    )
    const show = await workshop('show', 'spring')
    expect(show.said).toContain('Deleted  what names a person, on 2099-12-31\n')
    // Closed early by its host, it is deleted earlier, too.
    await workshop('close', 'spring')
    const in30Days = writtenTime(Date.now() + 30 * 86_400_000).slice(0, 10)
    const closed = await workshop('show', 'spring')
    expect(closed.said).toContain(`Deleted  what names a person, on ${in30Days}\n`)
    const again = await workshop('new', 'spring')
    expect(again).toEqual({
      status: 1,
      said: '',
      trouble: 'There is a workshop spring already. Take another name.\n',
    })
  })

  it('says what cannot be, and writes nothing', async () => {
    const { state, workshop } = await host()
    const troubles = await Promise.all([
      workshop('new', 'Spring'),
      workshop('new', 'spring', '--seats', 'many'),
      workshop('new', 'spring', '--closes', '2020-01-01 09:00'),
      workshop('new', 'spring', '--chapters', 'wellcome'),
      workshop('show', 'spring'),
    ])
    expect(troubles.map(({ status, trouble }) => `${status}: ${trouble.trimEnd()}`)).toEqual([
      '1: Spring is no name of a workshop: it has small letters, digits and hyphens, 40 at most.',
      '1: --seats is "many", and takes a whole number from 1 to 10000.',
      '1: closes is 2020-01-01T09:00+01:00, which is over.',
      '1: --chapters.0 is wellcome, and the course has no such chapter. Did you mean welcome?',
      '1: There is no workshop spring. There are none yet.',
    ])
    expect(await readdir(join(state, 'workshops'))).toEqual([])
  })

  it('checks every plan, and ends with 1 where one is wrong', async () => {
    const { workshop, plan } = await host()
    await workshop('new', 'spring')
    expect((await workshop('check')).status).toBe(0)
    await writeFile(plan('autumn'), 'title: Autumn\nseets: 3\n')
    const { status, said } = await workshop('check')
    expect(status).toBe(1)
    expect(said).toContain(
      'workshops/autumn.yaml:2: seets is no field of a workshop. Did you mean seats?\n',
    )
  })

  it('says what is wrong with the records, and leaves them', async () => {
    const { state, workshop } = await host()
    const path = join(state, 'workshops.db')
    const later = new DatabaseSync(path)
    later.exec('CREATE TABLE rooms (room TEXT); PRAGMA user_version = 99')
    later.close()
    const { status, trouble } = await workshop('list')
    expect(status).toBe(1)
    expect(trouble).toMatch(/workshops\.db is of a later version of Docker Blitz/)
  })

  it('opens, closes and deletes a workshop, invites hosts and renews tokens while the server runs', async () => {
    const { state, workshop } = await host()
    const { said } = await workshop(
      'new',
      'spring',
      '--opens',
      '2099-12-01 09:00',
      '--code',
      'SPRING42',
    )
    expect(said).toContain('npm start serves it.')
    using _claim = lockFile(join(state, 'claim')) as Disposable
    await using server = await startServer({ driver: noSandboxes, stateDirectory: state })
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('spring')
    expect(await workshop('open', 'spring')).toMatchObject({ status: 0, said: 'spring is open.\n' })
    await until(() => board.workshop?.phase === 'open', 'the opening on the board')
    await joinWorkshop(server.address, { code: 'SPRING42', name: '=1+1' })
    await workshop('close', 'spring')
    await until(() => board.workshop?.phase === 'closed', 'the closing on the board')
    const table = await workshop('export', 'spring', '--csv', '--table', 'seats')
    expect(table.said).toMatch(/^seat,name,group,joined,ended\r\n1,'=1\+1,,20.*Z,\r\n$/)
    const [, invited = ''] = /#(\S+)\n/.exec((await workshop('invite', 'Grace')).said) ?? []
    using other = new TestBoard(server.address, invited)
    await other.watch('spring')
    expect((await workshop('token', '--new')).said).toContain('Further hosts stay: Grace.')
    await workshop('revoke', 'Grace')
    const renewed = await workshop('token', '--new')
    await until(() => board.closed !== undefined && other.closed !== undefined, 'closed boards')
    expect(renewed.said).not.toContain('Further hosts')
    using again = new TestBoard(server.address, /#(\S+)\n/.exec(renewed.said)?.[1] ?? '')
    await again.watch('spring')
    // Who may open a board is no secret among hosts.
    await until(() => again.actions.length > 0, 'the log')
    expect(
      again.actions.flatMap(({ host, act }) => (host === 'Command line' ? [act] : [])),
    ).toEqual([
      { act: 'open' },
      { act: 'close' },
      { act: 'invite', host: 'Grace' },
      { act: 'renew-token' },
      { act: 'revoke', host: 'Grace' },
      { act: 'renew-token' },
    ])
    const refused = await workshop('delete', 'spring')
    expect(refused.status).toBe(1)
    expect(refused.trouble).toMatch(/^1 reader has joined spring: /)
    // What it advises can be done as it is written.
    const copy = join(state, 'spring.json')
    const [, advised = ''] = /npm run workshop -- (.*) keeps a copy/.exec(refused.trouble) ?? []
    const words = advised.split(' ').map((word) => (word === 'spring.json' ? copy : word))
    expect(await workshop(...words)).toMatchObject({ status: 0 })
    expect(JSON.parse(await readFile(copy, 'utf8'))).toMatchObject({ workshop: 'spring' })
    expect(await workshop('delete', 'spring', '--yes')).toMatchObject({ status: 0 })
    expect([...server.workshops.all]).toEqual([])
    expect(server.workshops.records.workshopNames()).toEqual([])
    expect(await readdir(join(state, 'workshops'))).toEqual([])
  })

  it('exports to files, and over none that is there', async () => {
    const { state, workshop } = await host()
    await workshop('new', 'spring')
    await workshop('open', 'spring')
    const json = await workshop('export', 'spring', '--json')
    expect(JSON.parse(json.said)).toMatchObject({ version: 1, actions: [{ act: 'open' }] })
    const archive = join(state, 'spring.zip')
    expect(await workshop('export', 'spring', '--csv', '--to', archive)).toMatchObject({
      status: 0,
      said: `What is kept of spring is in ${archive}.\n`,
    })
    const bytes = await readFile(archive)
    expect(bytes.subarray(0, 2).toString()).toBe('PK')
    expect(await workshop('export', 'spring', '--json', '--to', archive)).toMatchObject({
      status: 1,
      trouble: `${archive} is there already. Name another file, or move it away.\n`,
    })
    expect((await readFile(archive)).equals(bytes)).toBe(true)
    const folder = join(state, 'tables')
    await workshop('export', 'spring', '--csv', '--to', folder)
    expect(await readdir(folder)).toContain('actions.csv')
  })
})

describe('a wrong call of npm run workshop', () => {
  it('ends with 2, and says how to call it', async () => {
    const failure = await promisify(execFile)(process.execPath, [PROGRAM, 'lst']).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'There is no lst. There are new, list, show, check, open, close, token, invite, revoke, export, delete. See npm run workshop -- --help.\n',
    })
  })

  it.each([
    [[], 'Say what to do, such as list.'],
    [['show'], 'show takes a name: npm run workshop -- show NAME'],
    [['list', 'spring'], 'list takes no spring.'],
    [['show', 'spring', 'autumn'], 'show takes no autumn.'],
    [['list', '--json'], 'list takes no --json.'],
    [['list', '--colour'], "Unknown option '--colour'."],
  ])('%j: %s', (words, sentence) => {
    expect(() => readCall(words)).toThrow(new CallError(sentence))
  })

  it('--help is none', () => {
    expect(readCall(['--help'])).toBe(undefined)
  })
})

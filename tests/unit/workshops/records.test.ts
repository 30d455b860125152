import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { KeptWrites } from '../../../sandbox-server/workshops/records/kept-writes.ts'
import { MIGRATIONS } from '../../../sandbox-server/workshops/records/migrations.ts'
import { openDatabase } from '../../../sandbox-server/workshops/records/open-database.ts'
import { openRecords } from '../../../sandbox-server/workshops/records/open-records.ts'
import { WorkshopRecords } from '../../../sandbox-server/workshops/records/workshop-records.ts'
import { HandedClock } from '../../support/handed-clock.ts'

const SEAT = {
  seat: 1,
  session: 'one',
  name: 'Ada',
  group: undefined,
  joinedAt: 1000,
  hasThumbnail: false,
  overAt: undefined,
  generation: 0,
}

/** The path of records that are removed after the test. */
async function recordsPath(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-records-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return join(directory, 'workshops.db')
}

function opened(path: string, clock?: HandedClock): WorkshopRecords {
  const records = openRecords(path, clock)
  onTestFinished(() => records.close())
  return records
}

/** Another program that has the file. */
function intruder(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  onTestFinished(() => database.close())
  return database
}

describe('the records of workshops', () => {
  it('leave nothing of a reader who is deleted in any of their files', async () => {
    const path = await recordsPath()
    const records = opened(path)
    records.keepSeat('blue', { ...SEAT, name: 'Zebulon' })
    const isKept = async () => {
      const files = await Promise.all([path, `${path}-wal`].map((file) => readFile(file)))
      return files.some((bytes) => bytes.includes('Zebulon'))
    }
    expect(await isKept()).toBe(true)
    records.deleteSeat('blue', 1, 2000)
    expect(await isKept()).toBe(false)
  })

  it('are there again after a start', async () => {
    const path = await recordsPath()
    const first = openRecords(path)
    first.keepSeat('blue', SEAT)
    first.visit('blue', 1, 2000, { chapter: 'basics', block: 'basics/one' })
    first.ran('blue', 1, 3000, { block: 'basics/one', state: 'running' })
    first.raiseHand('blue', 1, 4000, 'Help')
    first.close()
    const second = opened(path)
    expect(second.readSeats('blue')).toEqual([SEAT])
    expect(second.lastVisit('blue', 1)?.position).toEqual({
      chapter: 'basics',
      block: 'basics/one',
    })
    expect([...second.lastRuns('blue', 1)]).toEqual([['basics/one', 'running']])
    expect(second.raisedHand('blue', 1)).toEqual({ words: 'Help', at: 4000 })
    expect(second.trouble.value).toBe(undefined)
  })

  it('have one row for a command, from its beginning to its end', async () => {
    const records = opened(await recordsPath())
    const ran = (at: number, state: 'running' | 'done' | 'failed', status?: number) =>
      records.ran('blue', 1, at, {
        block: 'basics/one',
        state,
        ...(status !== undefined && { status }),
      })
    ran(1000, 'running')
    ran(2000, 'failed', 1)
    ran(3000, 'running')
    // A page that came late saw no beginning.
    records.ran('blue', 1, 4000, { block: 'basics/two', state: 'done', status: 0 })
    const rows = records.writes.all(
      'SELECT block, state, status, at, ended_at FROM runs ORDER BY at',
    )
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['basics/one', 'failed', 1, 1000, 2000],
      ['basics/one', 'running', null, 3000, null],
      ['basics/two', 'done', 0, 4000, 4000],
    ])
  })

  it('end a visit where the next begins, or the reader leaves', async () => {
    const records = opened(await recordsPath())
    records.visit('blue', 1, 1000, { chapter: 'basics' })
    records.visit('blue', 1, 2000, { chapter: 'basics', block: 'basics/one' })
    records.leave('blue', 1, 5000)
    const rows = records.writes.all('SELECT at, left_at FROM visits ORDER BY at')
    expect(rows.map((row) => Object.values(row))).toEqual([
      [1000, 2000],
      [2000, 5000],
    ])
  })

  it('number looks and actions on from where an earlier server was', async () => {
    const path = await recordsPath()
    const first = openRecords(path)
    const look = first.askLook('blue', 1, 1000, 'Ada', 'basics/one')
    const action = first.acted('blue', 'Ada', 1000, { act: 'open' })
    first.close()
    const second = opened(path)
    expect(second.askLook('blue', 1, 2000, 'Ada', 'basics/one')).toBe(look + 1)
    expect(second.acted('blue', 'Ada', 2000, { act: 'close' })).toBe(action + 1)
    expect(second.readActions('blue', 9).map(({ number }) => number)).toEqual([action, action + 1])
  })

  it('number the actions of a server and of the command line beside it', async () => {
    const path = await recordsPath()
    const [server, beside] = [opened(path), opened(path)]
    const numbers = [server, beside, beside, server].map((one) =>
      one.acted('blue', 'Ada', 1000, { act: 'open' }),
    )
    expect(numbers).toEqual([1, 2, 3, 4])
  })

  it('of the first version are brought to this one, with all that they hold', async () => {
    const path = await recordsPath()
    const old = new DatabaseSync(path)
    old.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1;
      INSERT INTO seats VALUES ('blue', 1, 'one', 'Ada', NULL, 1000, 0, NULL);
      INSERT INTO hands VALUES ('blue', 1, 2000, 'Help', NULL)`)
    old.close()
    const records = opened(path)
    expect(records.readSeats('blue')).toEqual([SEAT])
    records.lowerHand('blue', 1, 3000, 'host')
    expect(records.raisedHand('blue', 1)).toBe(undefined)
  })
})

describe('records that cannot be used', () => {
  async function troubleOf(path: string): Promise<string | undefined> {
    const records = opened(path)
    // Workshops go on all the same.
    records.keepSeat('blue', SEAT)
    expect(records.readSeats('blue')).toEqual([SEAT])
    return records.trouble.value
  }

  it('since they are no database are left as they are, and named', async () => {
    const path = await recordsPath()
    const text = 'This is a letter. '.repeat(100)
    await writeFile(path, text)
    expect(await troubleOf(path)).toBe(
      `${path} is no database. Put a copy in its place, or move it and the files beside it that begin with its name away: the next start begins a new one.`,
    )
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('since they are damaged are left as they are, and named', async () => {
    const path = await recordsPath()
    const whole = openRecords(path)
    for (let at = 0; at < 500; at++) whole.raiseHand('blue', 1, at, 'Help '.repeat(20))
    whole.close()
    const bytes = await readFile(path)
    bytes.fill(0xaa, bytes.length - 8192)
    await writeFile(path, bytes)
    expect(await troubleOf(path)).toMatch(/workshops\.db is damaged\. Put a copy in its place/)
    expect((await readFile(path)).equals(bytes)).toBe(true)
  })

  it('since they are of a later version are left as they are, and named', async () => {
    const path = await recordsPath()
    const later = new DatabaseSync(path)
    later.exec('CREATE TABLE rooms (room TEXT); PRAGMA user_version = 99')
    later.close()
    expect(await troubleOf(path)).toMatch(
      /workshops\.db is of a later version of Docker Blitz \(99, and this one knows \d+\)\. Start that version, or move the file away\.$/,
    )
    expect(intruder(path).prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 })
  })

  it('since there is a folder in their place are named', async () => {
    const path = join(await recordsPath(), '..')
    expect(await troubleOf(path)).toBe(
      `${path} cannot be opened. Let this user read and write the file and its folder.`,
    )
  })

  it('since this user may not write them are left as they are, and named', async () => {
    const path = await recordsPath()
    openRecords(path).close()
    await chmod(path, 0o444)
    await chmod(dirname(path), 0o555)
    onTestFinished(() => chmod(dirname(path), 0o700))
    using _reader = asNobody()
    expect(await troubleOf(path)).toMatch(
      /workshops\.db cannot be (written|opened)\. Let this user/,
    )
  })
})

describe('records that cannot be written for a while', () => {
  it('take what happened meanwhile when another program has let them go', async () => {
    const path = await recordsPath()
    const clock = new HandedClock()
    const records = opened(path, clock)
    const other = intruder(path)
    other.exec('BEGIN IMMEDIATE')
    records.keepSeat('blue', SEAT)
    records.keepHost('Ada', 'hash', 1000)
    expect(records.trouble.value).toBe(`Another program has locked ${path}. End that program.`)
    expect(records.readSeats('blue')).toEqual([])
    other.exec('COMMIT')
    await clock.advance(1000)
    expect(records.trouble.value).toBe(undefined)
    expect(records.readSeats('blue')).toEqual([SEAT])
    expect(records.hostOf('hash')).toBe('Ada')
    expect(clock.timers).toBe(0)
  })

  it('take it when their disk has room again, and nothing of before is lost', async () => {
    const path = await recordsPath()
    const clock = new HandedClock()
    const database = openDatabase(path)
    const records = new WorkshopRecords(new KeptWrites({ database, path, clock }))
    onTestFinished(() => records.close())
    records.keepSeat('blue', SEAT)
    database.exec('PRAGMA max_page_count = 1')
    const words = 'Help '.repeat(40)
    for (let at = 0; at < 200; at++) records.raiseHand('blue', 1, at, words)
    expect(records.trouble.value).toBe(`The disk of ${path} is full. Make room there.`)
    expect(records.readSeats('blue')).toEqual([SEAT])
    await clock.advance(3000)
    expect(records.trouble.value).not.toBe(undefined)
    database.exec('PRAGMA max_page_count = 100000')
    await clock.advance(1000)
    expect(records.trouble.value).toBe(undefined)
    expect(records.writes.all('SELECT at FROM hands')).toHaveLength(200)
  })

  it('take it at the end of the server, too', async () => {
    const path = await recordsPath()
    const records = openRecords(path, new HandedClock())
    const other = intruder(path)
    other.exec('BEGIN IMMEDIATE')
    records.keepSeat('blue', SEAT)
    other.exec('COMMIT')
    records.close()
    expect(opened(path).readSeats('blue')).toEqual([SEAT])
  })
})

/** Root may write what is closed to everybody: the test goes on as another user. */
function asNobody(): Disposable {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65534)
  return {
    [Symbol.dispose]() {
      if (isRoot) process.seteuid?.(0)
    },
  }
}

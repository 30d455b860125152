import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, it, onTestFinished } from 'vitest'
import { csvOf } from '../../../sandbox-server/workshops/export/csv.ts'
import { jsonOf } from '../../../sandbox-server/workshops/export/json.ts'
import { zipOf } from '../../../sandbox-server/workshops/export/zip.ts'
import { openRecords } from '../../../sandbox-server/workshops/records/open-records.ts'
import { recordedWorkshop } from '../../../sandbox-server/workshops/records/recorded-workshop.ts'
import type { TableName } from '../../../sandbox-server/workshops/records/tables.ts'
import type { WorkshopRecords } from '../../../sandbox-server/workshops/records/workshop-records.ts'
import { reportOn } from '../../../sandbox-server/workshops/report/report.ts'

const DAY = 86_400_000
const BEGIN = Date.UTC(2026, 10, 30, 9)
const at = (seconds: number) => BEGIN + seconds * 1000

const PLAN = {
  title: 'Blue',
  course: '',
  code: 'BLUE42',
  opens: BEGIN,
  closes: at(3600),
  'keep-days': 2,
}

/** Records of two workshops: what one export shows must not be in that of the other. */
async function filled(path?: string): Promise<WorkshopRecords> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-export-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const records = openRecords(path ?? join(directory, 'workshops.db'))
  onTestFinished(() => records.close())
  for (const [workshop, secret] of [
    ['blue', ''],
    ['red', 'RED '],
  ] as const) {
    records.keepPlan(workshop, PLAN)
    records.keepSeat(workshop, {
      seat: 1,
      session: `${workshop}-1`,
      name: `${secret}=HYPERLINK("http://x")`,
      group: 'Red, "left"',
      joinedAt: at(0),
      hasThumbnail: false,
      overAt: undefined,
      generation: 0,
    })
    records.visit(workshop, 1, at(1), { chapter: 'basics' })
    records.visit(workshop, 1, at(5), { chapter: 'basics', block: 'basics/one' })
    records.ran(workshop, 1, at(6), {
      block: 'basics/one',
      state: 'running',
      command: `${secret}docker ps\necho "é"`,
    })
    records.ran(workshop, 1, at(9), { block: 'basics/one', state: 'failed', status: 127 })
    records.task(workshop, 1, at(10), 'basics/run', true)
    records.task(workshop, 1, at(12), 'basics/run', true)
    records.raiseHand(workshop, 1, at(20), `${secret}+1`)
    records.lowerHand(workshop, 1, at(30), 'host')
    const look = records.askLook(workshop, 1, at(31), 'Grace', 'basics/one')
    records.beginLook(look, at(33))
    records.letType(look, at(40))
    records.typed(workshop, 1, look, at(45), `${secret}docker run alpine`)
    records.endLook(look, at(50), 'reader')
    records.acted(workshop, 'Grace', at(60), {
      act: 'message',
      to: 'all',
      text: `${secret}Well done`,
    })
    records.acted(workshop, 'Grace', at(61), { act: 'lower-hand', seat: 1 })
  }
  return records
}

function csv(records: WorkshopRecords, table: TableName, workshop = 'blue'): string {
  using snapshot = records.writes.snapshot()
  return [...csvOf(snapshot, workshop, table)].join('')
}

function json(records: WorkshopRecords, workshop = 'blue') {
  using snapshot = records.writes.snapshot()
  return JSON.parse([...jsonOf(snapshot, workshop, at(100))].join(''))
}

describe('an export as CSV', () => {
  it('has quotes where a cell needs them, and formulas of nobody', async () => {
    const records = await filled()
    expect(csv(records, 'seats')).toBe(
      'seat,name,group,joined,ended\r\n' +
        `1,"'=HYPERLINK(""http://x"")","Red, ""left""",2026-11-30T09:00:00.000Z,\r\n`,
    )
    expect(csv(records, 'runs')).toBe(
      'seat,block,state,status,command,at,ended\r\n' +
        '1,basics/one,failed,127,"docker ps\necho ""é""",2026-11-30T09:00:06.000Z,2026-11-30T09:00:09.000Z\r\n',
    )
    expect(csv(records, 'hands')).toContain("1,'+1,")
  })

  it('has the messages and the other things that hosts did', async () => {
    const records = await filled()
    expect(csv(records, 'messages')).toBe(
      'at,host,to,text\r\n2026-11-30T09:01:00.000Z,Grace,all,Well done\r\n',
    )
    expect(csv(records, 'actions').split('\r\n')[2]).toBe(
      '2,2026-11-30T09:01:01.000Z,Grace,lower-hand,"{""seat"":1}"',
    )
  })

  it('is an archive with a file for each table, which spreadsheets read', async () => {
    const records = await filled()
    using snapshot = records.writes.snapshot()
    const pieces: Uint8Array[] = []
    for await (const piece of zipOf(snapshot, 'blue')) pieces.push(piece)
    const files = unzipSync(Buffer.concat(pieces))
    expect(Object.keys(files)).toEqual(
      ['seats', 'visits', 'runs', 'tasks', 'hands', 'looks', 'typed', 'messages', 'actions'].map(
        (name) => `blue/${name}.csv`,
      ),
    )
    expect(Buffer.from(files['blue/tasks.csv'] as Uint8Array).toString()).toBe(
      '\ufeffseat,task,done\r\n1,basics/run,2026-11-30T09:00:10.000Z\r\n',
    )
  })
})

describe('an export as JSON', () => {
  it('is one document with its version, and nothing of another workshop', async () => {
    const records = await filled()
    const document = json(records)
    expect(document).toMatchObject({
      version: 1,
      workshop: 'blue',
      title: 'Blue',
      opened: '2026-11-30T09:00:00.000Z',
      closed: '2026-11-30T10:00:00.000Z',
      exported: '2026-11-30T09:01:40.000Z',
    })
    expect(document.visits).toEqual([
      {
        seat: 1,
        chapter: 'basics',
        block: null,
        from: '2026-11-30T09:00:01.000Z',
        until: '2026-11-30T09:00:05.000Z',
      },
      {
        seat: 1,
        chapter: 'basics',
        block: 'basics/one',
        from: '2026-11-30T09:00:05.000Z',
        until: null,
      },
    ])
    expect(document.looks).toEqual([
      {
        look: 1,
        seat: 1,
        host: 'Grace',
        terminal: 'basics/one',
        asked: '2026-11-30T09:00:31.000Z',
        agreed: '2026-11-30T09:00:33.000Z',
        typed: '2026-11-30T09:00:40.000Z',
        ended: '2026-11-30T09:00:50.000Z',
        endedBy: 'reader',
      },
    ])
    expect(document.typed).toEqual([
      { look: 1, seat: 1, at: '2026-11-30T09:00:45.000Z', text: 'docker run alpine' },
    ])
    expect(JSON.stringify(document)).not.toContain('RED')
  })

  it('of a workshop that nobody knows has no rows', async () => {
    expect(json(await filled(), 'green')).toMatchObject({ title: null, opened: null, seats: [] })
  })

  it('is of one moment, whatever is written meanwhile', async () => {
    const records = await filled()
    using snapshot = records.writes.snapshot()
    const pieces = jsonOf(snapshot, 'blue', at(100))
    const first = pieces.next().value
    records.raiseHand('blue', 1, at(99), 'Late')
    const text = first + [...pieces].join('')
    expect(JSON.parse(text).hands).toHaveLength(1)
  })

  it('of records in memory alone is there, too', async () => {
    expect(json(await filled(':memory:')).seats).toHaveLength(1)
  })
})

it('the report is made of the same records', async () => {
  const records = await filled()
  using snapshot = records.writes.snapshot()
  const { seats, runs, blocks, failures, looks } = reportOn(recordedWorkshop(snapshot, 'blue'))
  expect({ seats, runs }).toEqual({ seats: 1, runs: 1 })
  expect(blocks[0]).toMatchObject({ block: 'basics/one', begun: 1, failed: 1 })
  expect(failures[0]?.command).toBe('docker ps\necho "é"')
  expect(looks).toMatchObject({ agreed: 1, typed: 1, medianSeconds: 17 })
})

describe('what is kept of a workshop', () => {
  it('is due to be forgotten after its days, from the closing on', async () => {
    const records = await filled()
    const closes = at(3600)
    expect(records.due(closes + 2 * DAY - 1)).toEqual([])
    expect(records.due(closes + 2 * DAY)).toEqual(['blue', 'red'])
    records.keepWorkshop('blue', {
      openedAt: BEGIN,
      closedAt: at(60),
      closesAt: undefined,
      chapters: undefined,
      blank: undefined,
    })
    expect(records.due(at(60) + 2 * DAY)).toEqual(['blue'])
  })

  it('is due after its days without anybody, where it has no closing', async () => {
    const records = await filled()
    records.keepPlan('blue', { ...PLAN, closes: undefined })
    expect(records.due(at(61) + 2 * DAY - 1)).toEqual([])
    expect(records.due(at(61) + 2 * DAY)).toEqual(['blue'])
  })

  it('keeps counts and times, and names nobody once it is forgotten', async () => {
    const records = await filled()
    const path = records.writes.all('PRAGMA database_list')[0]?.['file'] as string
    records.forget('blue', at(4000))
    const document = json(records)
    expect(document.seats).toMatchObject([
      { seat: 1, name: null, joined: '2026-11-30T09:00:00.000Z' },
    ])
    expect(document.runs).toMatchObject([{ block: 'basics/one', state: 'failed', command: null }])
    expect(document.hands).toMatchObject([{ words: null, loweredBy: 'host' }])
    expect(document.looks).toMatchObject([{ host: null, endedBy: 'reader' }])
    expect(document.typed).toMatchObject([{ look: 1, text: null }])
    expect(document.messages).toMatchObject([{ host: null, text: null }])
    expect(document.actions).toMatchObject([
      { host: null, act: 'message', details: null },
      { host: null, act: 'lower-hand', details: null },
    ])
    expect(records.readSeats('blue')).toEqual([])
    expect(records.readActions('blue', 10)).toEqual([])
    expect(records.due(at(3600) + 3 * DAY)).toEqual(['red'])
    // The other workshop is as it was; of this one nothing is left in the file.
    expect(json(records, 'red').hands).toMatchObject([{ words: 'RED +1' }])
    records.forget('red', at(4000))
    const bytes = await readFile(path, 'latin1')
    expect(bytes).not.toMatch(/HYPERLINK|docker ps|docker run|Well done|Grace/)
  })

  it('is gone when the workshop is deleted', async () => {
    const records = await filled()
    records.deleteWorkshop('blue')
    const { version: _, exported: __, workshop: ___, ...rest } = json(records)
    expect(
      Object.values(rest)
        .flat()
        .filter((value) => value !== null),
    ).toEqual([])
    expect(json(records, 'red').seats).toHaveLength(1)
    // No table is forgotten, one that comes later neither.
    const tables = records.writes.all(
      `SELECT DISTINCT tables.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
       WHERE tables.type = 'table' AND columns.name = 'workshop'`,
    )
    expect(tables.length).toBeGreaterThan(8)
    for (const { name } of tables) {
      const rows = records.writes.all(`SELECT * FROM ${name} WHERE workshop = 'blue'`)
      expect(rows, String(name)).toEqual([])
    }
  })
})

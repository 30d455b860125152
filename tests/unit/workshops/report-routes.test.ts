import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXPORT_PATH, REPORT_PATH, reportAnswer } from '../../../protocol/report-messages.ts'
import { giveUpSeat } from '../../../runner/rehearsal/workshop-seat.ts'
import { joinWorkshop } from '../../support/board.ts'
import { Reader, until } from '../../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../../support/server.ts'

const PLAN = {
  title: 'Spring',
  code: 'BLUEBIRD',
  seats: 5,
  prepare: 15,
  course: '',
  groups: [],
  thumbnails: 'asked' as const,
  records: 'commands' as const,
  presence: false,
  certificate: false,
  'keep-days': 30,
}

/** As the built site says it: the order of the funnel. */
const SUMMARY = [{ blocks: [{ name: 'first/one' }, { name: 'first/two' }], tasks: [] }]

let server: TestServer
let pages: string

beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'blitz-report-'))
  await writeFile(join(pages, '404.html'), 'Not here.')
  await writeFile(join(pages, 'summary.json'), JSON.stringify(SUMMARY))
  server = await startServer({ driver: noSandboxes, pages })
  server.workshops.plan('spring', PLAN)
  const token = await joinWorkshop(server.address, { code: 'BLUEBIRD', name: 'Ada' })
  const reader = new Reader(server.address, token)
  await reader.client.reach()
  const run = { act: 'ran', state: 'failed', status: 127 } as const
  reader.client.tellWorkshop({ ...run, block: 'first/two', command: '=dokcer run' })
  reader.client.tellWorkshop({ act: 'ran', block: 'first/one', state: 'done', status: 0 })
  await until(() => {
    const [seat] = server.workshops.named('spring').seats
    return seat?.shown.blocks['first/one'] === 'done'
  }, 'the run of the reader')
  reader.leave()
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(pages, { recursive: true })
})

function ask(path: string, token = server.hostToken): Promise<Response> {
  return fetch(`${server.address}${path}`, { headers: { Authorization: `Bearer ${token}` } })
}

describe('the report over HTTP', () => {
  it('adds up what readers did, in the order of the course, and names nobody', async () => {
    const answer = await ask(`${REPORT_PATH}?workshop=spring`)
    const text = await answer.text()
    const { title, phase, report } = reportAnswer.parse(JSON.parse(text))
    expect({ title, phase, seats: report.seats }).toEqual({
      title: 'Spring',
      phase: 'open',
      seats: 1,
    })
    expect(report.blocks.map(({ block, done }) => [block, done])).toEqual([
      ['first/one', 1],
      ['first/two', 0],
    ])
    expect(report.failures).toEqual([
      { block: 'first/two', command: '=dokcer run', failures: 1, seats: 1 },
    ])
    expect(text).not.toContain('Ada')
  })

  it('lists the workshops there are where none is named', async () => {
    expect(await (await ask(REPORT_PATH)).json()).toEqual({
      workshops: [{ workshop: 'spring', title: 'Spring' }],
    })
  })

  it('gives out all that is kept as files, and the log of actions says who took it', async () => {
    const csv = await ask(`${EXPORT_PATH}?workshop=spring&format=csv`)
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="spring.zip"')
    const files = unzipSync(new Uint8Array(await csv.arrayBuffer()))
    const runs = Buffer.from(files['spring/runs.csv'] as Uint8Array).toString()
    // A spreadsheet would take the command for a formula.
    expect(runs).toContain("'=dokcer run")
    const json = await (await ask(`${EXPORT_PATH}?workshop=spring&format=json`)).json()
    expect(json).toMatchObject({ version: 1, title: 'Spring', seats: [{ name: 'Ada' }] })
    const acts = server.workshops.named('spring').actions.map(({ host, act }) => [host, act])
    expect(acts).toEqual([
      ['Host', { act: 'export', format: 'csv' }],
      ['Host', { act: 'export', format: 'json' }],
    ])
  })

  it.each([
    ['?workshop=spring', 'x'.repeat(32), 401, /^That is no host.s token\./],
    ['?workshop=autumn', undefined, 404, /^There is no workshop autumn\.$/],
  ])('of %s for %s is refused in a sentence', async (query, token, status, sentence) => {
    for (const path of [REPORT_PATH, EXPORT_PATH]) {
      const answer = await ask(`${path}${query}&format=csv`, token)
      expect(answer.status).toBe(status)
      expect(((await answer.json()) as { sentence: string }).sentence).toMatch(sentence)
    }
  })

  it('is refused to a participant, whose token is that of a reader', async () => {
    const token = await joinWorkshop(server.address, { code: 'BLUEBIRD', name: 'Bob' })
    for (const path of [REPORT_PATH, EXPORT_PATH]) {
      const answer = await ask(`${path}?workshop=spring&format=json`, token)
      expect(answer.status).toBe(401)
    }
  })

  it('counts nothing of a rehearsal once its readers have deleted what is kept of them', async () => {
    const before = reportAnswer.parse(await (await ask(`${REPORT_PATH}?workshop=spring`)).json())
    const token = await joinWorkshop(server.address, { code: 'BLUEBIRD', name: 'Rehearsal 1' })
    const reader = new Reader(server.address, token)
    await reader.client.reach()
    const run = { act: 'ran', block: 'first/one', state: 'done', status: 0 } as const
    reader.client.tellWorkshop(run)
    await until(async () => {
      const now = await (await ask(`${REPORT_PATH}?workshop=spring`)).json()
      return reportAnswer.parse(now).report.runs === before.report.runs + 1
    }, 'the run of the rehearsal')
    await giveUpSeat(server.address, token)
    const after = await (await ask(`${REPORT_PATH}?workshop=spring`)).json()
    expect(after).toEqual(before)
    reader.leave()
  })

  it('is no export in another format', async () => {
    const answer = await ask(`${EXPORT_PATH}?workshop=spring&format=xlsx`)
    expect(await answer.json()).toEqual({ sentence: 'An export is csv or json.' })
  })
})

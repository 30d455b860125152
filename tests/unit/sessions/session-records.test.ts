import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SessionRecords } from '../../../sandbox-server/sessions/session-records.ts'

const RECORD = { sandbox: 'abc', endsAt: 1_800_000_000_000, extensionsLeft: 1 }

let folder: string
let records: SessionRecords

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blitz-records-'))
  records = new SessionRecords(folder)
})

afterEach(() => rm(folder, { recursive: true }))

const write = (file: string, text: string) => writeFile(join(folder, 'sessions', file), text)

describe('the records of sessions', () => {
  it('are taken from the first versions, which knew nothing of the time since the machine started', async () => {
    await write('one.json', JSON.stringify({ version: 1, ...RECORD }))
    expect(records.read()).toEqual(new Map([['one', RECORD]]))
  })

  it('that are half, of a later version or no records are removed, and no others', async () => {
    records.keep('kept', RECORD)
    await write('half.json', '{"version":1,"sand')
    await write('later.json', JSON.stringify({ version: 2, ...RECORD }))
    await write('kept.json.new', '{"version":1')
    expect([...records.read().keys()]).toEqual(['kept'])
    expect(await readdir(join(folder, 'sessions'))).toEqual(['kept.json'])
  })

  it('stay as they were where the disk is full', async () => {
    records.keep('kept', RECORD)
    await symlink('/dev/full', join(folder, 'sessions', 'kept.json.new'))
    expect(() => records.keep('kept', { ...RECORD, extensionsLeft: 0 })).toThrow('ENOSPC')
    expect(records.read().get('kept')).toEqual(RECORD)
  })
})

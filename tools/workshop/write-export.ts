import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { csvOf } from '../../sandbox-server/workshops/export/csv.ts'
import { jsonOf } from '../../sandbox-server/workshops/export/json.ts'
import { zipOf } from '../../sandbox-server/workshops/export/zip.ts'
import type { Snapshot } from '../../sandbox-server/workshops/records/snapshot.ts'
import { TABLE_NAMES, type TableName } from '../../sandbox-server/workshops/records/tables.ts'
import { WorkshopError } from '../../sandbox-server/workshops/workshop-error.ts'
import { CallError, type CallOptions } from './call.ts'
import { knownWorkshop } from './known.ts'
import type { Place } from './place.ts'

/** Writes what is kept of a workshop. @returns where it is, in lines; none on standard output. */
export async function writeExport(
  place: Place,
  name: string,
  options: CallOptions,
): Promise<string[]> {
  const { csv = false, json = false, table } = options
  if (csv === json) throw new CallError('export takes --csv or --json.')
  if (json && table !== undefined)
    throw new CallError('--json has all tables: --table is for --csv.')
  if (table !== undefined && !isTable(table)) {
    throw new CallError(`There is no table ${table}. There are ${TABLE_NAMES.join(', ')}.`)
  }
  if (csv && table === undefined && options.to === undefined) {
    throw new CallError('Say which --table, or with --to where all of them are written.')
  }
  knownWorkshop(place, name)
  // npm runs scripts in the project, and says where it was called.
  const to = options.to && resolve(place.environment['INIT_CWD'] ?? '.', options.to)
  using snapshot = place.records.writes.snapshot()
  return await place.asCaller(async () => {
    if (to === undefined) {
      await toOutput(
        place.output,
        table === undefined ? jsonOf(snapshot, name, Date.now()) : csvOf(snapshot, name, table),
      )
      return []
    }
    if (json) await toFile(to, jsonOf(snapshot, name, Date.now()))
    else if (table !== undefined) await toFile(to, csvOf(snapshot, name, table, true))
    else if (to.endsWith('.zip')) await toFile(to, zipOf(snapshot, name))
    else await toFolder(to, snapshot, name)
    return [`What is kept of ${name} is in ${to}.`]
  })
}

function isTable(name: string): name is TableName {
  return TABLE_NAMES.some((table) => table === name)
}

async function toOutput(output: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), output, { end: false })
  } catch (error) {
    // Whoever reads it, such as `head`, has had enough.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  }
}

/** Never over another file. What cannot be written whole is not there. */
async function toFile(
  path: string,
  pieces: Iterable<string> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  let isOurs = false
  file.once('open', () => {
    isOurs = true
  })
  try {
    await pipeline(Readable.from(pieces), file)
  } catch (error) {
    if (isOurs) await rm(path, { force: true })
    throw troubleOf(error, path)
  }
}

async function toFolder(path: string, snapshot: Snapshot, name: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw troubleOf(error, path)
  })
  for (const table of TABLE_NAMES) {
    await toFile(join(path, `${table}.csv`), csvOf(snapshot, name, table, true))
  }
}

function troubleOf(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === undefined) return error
  return code === 'EEXIST'
    ? new WorkshopError(`${path} is there already. Name another file, or move it away.`)
    : new WorkshopError(`${path} cannot be written: ${message}.`)
}

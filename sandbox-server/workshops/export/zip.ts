import { setImmediate as turn } from 'node:timers/promises'
import { Zip, ZipDeflate } from 'fflate'
import type { Snapshot } from '../records/snapshot.ts'
import { TABLE_NAMES } from '../records/tables.ts'
import { csvOf } from './csv.ts'

/**
 * All tables of a workshop as CSV files of one ZIP archive. Between two pieces the server does what
 * else there is to do.
 */
export async function* zipOf(snapshot: Snapshot, workshop: string): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  const archive = new Zip((error, bytes) => {
    if (error) throw error
    ready.push(bytes)
  })
  for (const name of TABLE_NAMES) {
    const file = new ZipDeflate(`${workshop}/${name}.csv`)
    archive.add(file)
    for (const piece of csvOf(snapshot, workshop, name, true)) {
      file.push(Buffer.from(piece))
      yield* ready.splice(0)
      await turn()
    }
    file.push(new Uint8Array(), true)
  }
  archive.end()
  yield* ready
}

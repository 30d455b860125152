import type { Clock } from '../../common/clock.ts'
import { KeptWrites } from './kept-writes.ts'
import { openDatabase } from './open-database.ts'
import { RecordsError } from './records-error.ts'
import { WorkshopRecords } from './workshop-records.ts'

/**
 * Opens the records in a file. Where it cannot be used it is left as it is, the records are in memory
 * alone, and their `trouble` says so: workshops go on until this process ends.
 */
export function openRecords(path: string, clock?: Clock): WorkshopRecords {
  try {
    const database = openDatabase(path)
    return new WorkshopRecords(new KeptWrites({ database, path, clock }))
  } catch (error) {
    if (!(error instanceof RecordsError)) throw error
    const writes = new KeptWrites({ database: openDatabase(':memory:'), path, clock })
    writes.trouble.set(error.message)
    return new WorkshopRecords(writes)
  }
}

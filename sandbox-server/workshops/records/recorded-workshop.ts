import type {
  RecordedHand,
  RecordedLook,
  RecordedRun,
  RecordedSeat,
  RecordedTask,
  RecordedVisit,
  RecordedWorkshop,
} from './recorded.ts'
import type { Snapshot } from './snapshot.ts'
import { TABLES, type TableName } from './tables.ts'

/** What the report on a workshop is made of. */
export function recordedWorkshop(snapshot: Snapshot, workshop: string): RecordedWorkshop {
  const rows = <Row>(name: TableName) => snapshot.rows(TABLES[name].sql, workshop) as Iterable<Row>
  return {
    seats: rows<RecordedSeat>('seats'),
    visits: rows<RecordedVisit>('visits'),
    runs: rows<RecordedRun>('runs'),
    tasks: rows<RecordedTask>('tasks'),
    hands: rows<RecordedHand>('hands'),
    looks: rows<RecordedLook>('looks'),
  }
}

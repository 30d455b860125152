import { freeName, nameKey, readName } from '../../protocol/person-name.ts'
import { JoinError } from './join-error.ts'

/** Who asks for a seat, as it was typed. */
export interface Newcomer {
  readonly name: string
  readonly group?: string | undefined
}

/** What is so when somebody asks for a seat. */
export interface Room {
  readonly phase: 'planned' | 'open' | 'closed'
  readonly seats: number
  /** Names of those whose part is not over. */
  readonly names: readonly string[]
  readonly groups: readonly string[]
}

/** Readers over the planned seats who may wait for one: as many again, and no fewer than these. */
const FEWEST_WAITING = 20

/** @returns who joins, as everybody sees it. @throws {JoinError} */
export function admit({ name: typed, group }: Newcomer, room: Room): Newcomer {
  const { phase, seats, names, groups } = room
  if (phase === 'closed') throw new JoinError('closed')
  const read = readName(typed)
  if ('trouble' in read) throw new JoinError(`name-${read.trouble}`)
  const taken = new Set(names.map(nameKey))
  if (taken.has(nameKey(read.name))) throw new JoinError('name-taken', freeName(read.name, taken))
  if (group !== undefined && !groups.includes(group)) throw new JoinError('group-unknown')
  if (names.length >= seats + Math.max(FEWEST_WAITING, seats)) throw new JoinError('full')
  return { name: read.name, group }
}

import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nameKey, readName } from '../../protocol/person-name.ts'
import { writeWhole } from '../common/write-whole.ts'
import type { WorkshopRecords } from './records/workshop-records.ts'
import { WorkshopError } from './workshop-error.ts'

/** The host whose board's link the start prints. */
export const FIRST_HOST = 'Host'

/** Who does what the command line orders, as the log of actions names it. */
export const COMMAND_LINE = 'Command line'

const FIRST_TOKEN_FILE = 'host-token'

/** 192 bits: nobody guesses one. */
const TOKEN_BYTES = 24

/**
 * The token of the first host, which the start prints: kept as a file of the state directory, so that
 * boards outlive the server.
 */
export async function loadHostToken(
  stateDirectory: string,
  records: WorkshopRecords,
  now: number,
): Promise<string> {
  const path = join(stateDirectory, FIRST_TOKEN_FILE)
  const kept = await readFile(path, 'utf8').catch(() => undefined)
  if (kept !== undefined && hostOfToken(records, kept.trim()) === FIRST_HOST) return kept.trim()
  return renewFirstToken(stateDirectory, records, now)
}

/** Makes a new token for the first host; boards with the old one are closed. @returns the token. */
export async function renewFirstToken(
  stateDirectory: string,
  records: WorkshopRecords,
  now: number,
): Promise<string> {
  const token = renewHostToken(records, FIRST_HOST, now)
  await writeWhole(join(stateDirectory, FIRST_TOKEN_FILE), token)
  return token
}

/**
 * @param typed as somebody has typed it. @returns the name of a further host, as everybody sees it.
 * @throws {WorkshopError} where it is none, or readers and the log would take it for another's.
 */
export function furtherHostName(records: WorkshopRecords, typed: string): string {
  const read = readName(typed)
  if ('trouble' in read) {
    throw new WorkshopError(
      'The name of a host is one line of letters and digits, of 60 characters at most.',
    )
  }
  const key = nameKey(read.name)
  const taken = [FIRST_HOST, COMMAND_LINE, ...records.hosts().map(({ name }) => name)]
  const other = taken.find((name) => nameKey(name) === key)
  if (other === undefined) return read.name
  throw new WorkshopError(`There is a host ${other} already. Take another name.`)
}

/** Makes a new token for a host of that name; the one before is no longer good. @returns the token. */
export function renewHostToken(records: WorkshopRecords, host: string, now: number): string {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  records.keepHost(host, hashOf(token), now)
  return token
}

/** @returns the name of the host whose token that is; undefined where it is nobody's. */
export function hostOfToken(records: WorkshopRecords, token: string): string | undefined {
  return records.hostOf(hashOf(token))
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

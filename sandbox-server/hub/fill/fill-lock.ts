import { join } from 'node:path'
import { isLocked, lockFile } from '../../common/file-lock.ts'

/** What is said where something has to wait for a fill. */
const BEING_FILLED = 'The hub is being filled by another process.'

/**
 * Keeps others out while the catalogue is filled: an image whose manifest is yet to come looks like
 * garbage to the server's collection.
 * @throws when another fill is under way.
 */
export function lockForFilling(directory: string): Disposable {
  const lock = lockFile(pathIn(directory))
  if (lock === undefined) throw new Error(`${BEING_FILLED} Wait until it is done.`)
  return lock
}

/** @returns whether a catalogue is being filled in that directory. */
export function isBeingFilled(directory: string): boolean {
  return isLocked(pathIn(directory))
}

/** @throws while the catalogue is being filled. */
export function assertNotFilling(directory: string): void {
  if (isBeingFilled(directory)) throw new Error(`${BEING_FILLED} End that first.`)
}

/** Not `fill.lock`: earlier versions wrote a text there. */
function pathIn(directory: string): string {
  return join(directory, 'fill-claim')
}

import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { writeWhole } from './write-whole.ts'

/** Of every key that signs or derives something, in bytes. */
export const KEY_BYTES = 32

/** The key that is kept in that file: made at the first start, and where what is there is no key. */
export async function loadKey(path: string): Promise<Uint8Array> {
  const kept = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept?.length === KEY_BYTES) return kept
  const key = randomBytes(KEY_BYTES)
  await writeWhole(path, key)
  return key
}

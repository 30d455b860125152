import { access } from 'node:fs/promises'
import { join } from 'node:path'

/** Of programs that are not this project's: kept between runs, never committed. */
export const PEERS_CACHE = join(import.meta.dirname, '../../node_modules/.cache/peers')

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

import { needsOf } from '../../lesson/needs.ts'
import type { PlayableBlock } from '../../lesson/playable.ts'
import { pageClient } from '../page/page-client.ts'
import { sandboxMemory } from '../page/sandbox-memory-store.ts'
import { courseBlocks } from './course-blocks.ts'

/**
 * The blocks that are yet to run in the reader's sandbox, in the order of the course.
 * @throws {LiveError} when the server cannot be reached: nobody knows then what ran.
 */
export async function missingNeeds(needs: readonly string[]): Promise<readonly PlayableBlock[]> {
  await pageClient.reach()
  const ran = new Set(sandboxMemory().ran)
  if (needs.every((need) => ran.has(need))) return []
  return needsOf(await courseBlocks(), needs, (name) => ran.has(name))
}

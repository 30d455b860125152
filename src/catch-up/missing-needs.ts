import { needsOf } from '../../lesson/needs.ts'
import type { PlayableStep } from '../../lesson/playable.ts'
import { pageClient } from '../page/page-client.ts'
import { sandboxMemory } from '../page/sandbox-memory-store.ts'
import { courseBlocks } from './course-blocks.ts'

/**
 * The blocks and files that are yet to run, or to be saved, in the reader's sandbox, in the order of the course.
 * @throws {LiveError} when the server cannot be reached: nobody knows then what ran.
 */
export async function missingNeeds(needs: readonly string[]): Promise<readonly PlayableStep[]> {
  await pageClient.reach()
  const ran = new Set(sandboxMemory().ran)
  if (needs.every((need) => ran.has(need))) return []
  return needsOf(await courseBlocks(), needs, (name) => ran.has(name))
}

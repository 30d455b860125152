import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'

/** Of `summary.json`, which each course's site has: the blocks of its chapters, in their order. */
const summary = z.array(z.object({ blocks: z.array(z.object({ name: z.string() })) }))

/**
 * @param pages the directory of the built site. @param course empty where there is one.
 * @returns the full names of the course's blocks; none where the site does not say.
 */
export async function blockOrder(pages: string, course: string): Promise<readonly string[]> {
  try {
    const text = await readFile(join(pages, course, 'summary.json'), 'utf8')
    return summary.parse(JSON.parse(text)).flatMap(({ blocks }) => blocks.map(({ name }) => name))
  } catch {
    return []
  }
}

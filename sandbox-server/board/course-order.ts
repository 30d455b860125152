import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'

const named = z.array(z.object({ name: z.string() }))

/** Of `summary.json`, which each course's site has: the blocks and tasks of its chapters, in their order. */
const summary = z.array(z.object({ blocks: named, tasks: z.optional(named) }))

/**
 * @param pages the directory of the built site. @param course empty where there is one.
 * @returns the full names of the course's blocks; none where the site does not say.
 */
export async function blockOrder(pages: string, course: string): Promise<readonly string[]> {
  const chapters = await readSummary(pages, course)
  return chapters.flatMap(({ blocks }) => blocks.map(({ name }) => name))
}

/**
 * @param courses by their names.
 * @returns by course, the full names of its blocks and tasks; those courses are left out whose site does
 * not say.
 */
export async function coursesParts(
  pages: string,
  courses: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const parts = new Map<string, ReadonlySet<string>>()
  for (const course of courses) {
    const chapters = await readSummary(pages, course)
    const names = chapters.flatMap(({ blocks, tasks = [] }) => [...blocks, ...tasks])
    if (names.length > 0) parts.set(course, new Set(names.map(({ name }) => name)))
  }
  return parts
}

async function readSummary(pages: string, course: string): Promise<z.infer<typeof summary>> {
  try {
    return summary.parse(JSON.parse(await readFile(join(pages, course, 'summary.json'), 'utf8')))
  } catch {
    return []
  }
}

import { getCollection } from 'astro:content'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { visit } from 'unist-util-visit'
import { ChapterReader } from '../../lesson/chapter-reader.ts'
import type { ChapterUnits } from '../progress/progress.ts'

/** What there is to finish in each chapter of the course, by the chapter's name. Read at build. */
export async function courseUnits(): Promise<ReadonlyMap<string, ChapterUnits>> {
  const chapters = await getCollection('docs', ({ data }) => data.chapter !== undefined)
  return new Map(chapters.map(({ id, body }) => [id, unitsOf(id, body ?? '')]))
}

/** Attributes of a link to the chapter, for `chapter-marks.ts`. */
export function unitsAttributes({ chapter, units }: ChapterUnits): Record<string, string> {
  return { 'data-chapter': chapter, 'data-units': units.join(' ') }
}

function unitsOf(chapter: string, body: string): ChapterUnits {
  const reader = new ChapterReader(chapter)
  const blocks: string[] = []
  const tasks: string[] = []
  visit(fromMarkdown(body), 'code', ({ lang, meta, value }) => {
    const item = reader.read({ language: lang, meta, content: value })
    if (item?.kind === 'block') blocks.push(item.block.name)
    if (item?.kind === 'task') tasks.push(item.task.name)
  })
  const names = tasks.length > 0 ? tasks : blocks
  return { chapter, units: names.map((name) => name.slice(chapter.length + 1)) }
}

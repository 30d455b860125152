import { CHAPTERS } from './chapters.ts'

/**
 * What there is to finish in a chapter: its tasks, or its blocks where it has no tasks.
 * @returns the attributes of a link to it, for `chapter-marks.ts`; none where it is no chapter.
 */
export function unitsAttributes(name: string): Record<string, string> {
  const chapter = CHAPTERS.get(name)
  if (chapter?.number === undefined) return {}
  const { blocks, tasks } = chapter
  const units = (tasks.length > 0 ? tasks : blocks).map((item) => item.name.slice(name.length + 1))
  return { 'data-units': units.join(' ') }
}

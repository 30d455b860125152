import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, parseDocument } from 'yaml'
import type { WorkshopPlan as BoardPlan } from '../../protocol/board-messages.ts'
import type { WrittenPlan } from './plan.ts'
import { parseTime, writtenTime } from './written-time.ts'

/**
 * @param plan as a board has it; what it does not set is left out, and what it does not know stays.
 * @param before the text that its file has; comments in it, and fields that say the same, stay too.
 * @returns the text of its file.
 */
export function planText(plan: BoardPlan, before = ''): string {
  const { opens, closes, chapters, groups, course, ...others } = plan
  const document = fieldsOf(before)
  const fields = {
    title: others.title,
    code: others.code,
    seats: others.seats,
    opens: opens === null ? null : timeText(document, 'opens', opens),
    closes: closes === null ? null : timeText(document, 'closes', closes),
    prepare: others.prepare,
    course: course || null,
    chapters,
    groups:
      groups.length === 0
        ? null
        : groups.map(({ group, instructor }) => ({ group, ...(instructor && { instructor }) })),
    thumbnails: others.thumbnails,
    records: others.records,
    presence: others.presence,
    certificate: others.certificate,
    'keep-days': others['keep-days'],
  }
  const known = (document.toJS() ?? {}) as Record<string, unknown>
  for (const [field, value] of Object.entries(fields)) {
    if (value === null) document.delete(field)
    else if (value !== undefined && !isDeepStrictEqual(known[field], value)) {
      document.set(field, document.createNode(value))
    }
  }
  return String(document)
}

/** @returns the plan as a board's form has it: without what only the file can say. */
export function boardPlan(plan: WrittenPlan): BoardPlan {
  const { opens, closes, chapters, groups, seat: _, ...others } = plan
  return {
    ...others,
    opens: opens ?? null,
    closes: closes ?? null,
    chapters: chapters ?? null,
    groups: groups.map(({ group, instructor = null }) => ({ group, instructor })),
  }
}

/** @returns a document whose fields can be set; an empty one where the text holds none. */
function fieldsOf(text: string): Document {
  const document = parseDocument(text)
  return document.errors.length === 0 && isMap(document.contents) ? document : parseDocument('{}\n')
}

/** @returns the text that the file has already, where that says the same moment. */
function timeText(document: Document, field: string, time: number): string {
  const written = document.get(field)
  if (typeof written === 'string' && parseTime(written) === time) return written
  return Number.isNaN(new Date(time).getTime()) ? String(time) : writtenTime(time)
}

import { stringify } from 'yaml'
import type { WorkshopPlan as BoardPlan } from '../../protocol/board-messages.ts'
import type { WorkshopPlan } from './plan.ts'

/** @param plan as a board has it. @returns the text of its file; what is not set is left out. */
export function planText(plan: BoardPlan): string {
  const { opens, closes, chapters, groups, course, ...others } = plan
  return stringify({
    ...others,
    ...(opens !== null && { opens: isoTime(opens) }),
    ...(closes !== null && { closes: isoTime(closes) }),
    ...(course !== '' && { course }),
    ...(chapters !== null && { chapters }),
    ...(groups.length > 0 && {
      groups: groups.map(({ group, instructor }) => ({ group, ...(instructor && { instructor }) })),
    }),
  })
}

/** @returns the plan as a board's form has it. */
export function boardPlan({ opens, closes, chapters, groups, ...others }: WorkshopPlan): BoardPlan {
  return {
    ...others,
    opens: opens ?? null,
    closes: closes ?? null,
    chapters: chapters ?? null,
    groups: groups.map(({ group, instructor = null }) => ({ group, instructor })),
  }
}

/** With seconds only: what a person would write. */
function isoTime(milliseconds: number): string {
  const time = new Date(milliseconds)
  return Number.isNaN(time.getTime()) ? String(milliseconds) : `${time.toISOString().slice(0, 19)}Z`
}

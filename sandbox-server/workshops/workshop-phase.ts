import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import type { WorkshopRow } from './records/workshop-records.ts'

/** @param now milliseconds since 1970. @returns how a workshop stands by its plan and what became of it. */
export function phaseOf(
  plan: { readonly opens?: number | undefined; readonly closes?: number | undefined },
  { openedAt, closedAt }: Pick<WorkshopRow, 'openedAt' | 'closedAt'>,
  now: number,
): WorkshopState['phase'] {
  if (closedAt !== undefined || (plan.closes ?? Infinity) <= now) return 'closed'
  return openedAt !== undefined || (plan.opens ?? -Infinity) <= now ? 'open' : 'planned'
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parsePlan, type WrittenPlan } from './plan.ts'
import { PlanFiles } from './plan-files.ts'

const MINUTE_MILLISECONDS = 60_000

type Timed = Pick<WrittenPlan, 'seats' | 'opens' | 'closes' | 'prepare'>

/**
 * The most seats that workshops have at one moment from now on, those that are prepared included.
 * @param now milliseconds since 1970.
 */
export function mostSeatsAtOnce(plans: readonly Timed[], now: number): number {
  const from = ({ opens = now, prepare }: Timed) => opens - prepare * MINUTE_MILLISECONDS
  const isOnAt = (moment: number) => (plan: Timed) =>
    from(plan) <= moment && moment < (plan.closes ?? Infinity)
  const sums = plans.map((plan) => {
    // It is highest at a moment at which one of them begins, or now.
    const moment = Math.max(now, from(plan))
    return plans.filter(isOnAt(moment)).reduce((sum, { seats }) => sum + seats, 0)
  })
  return Math.max(0, ...sums)
}

/** The plans of a state directory, of which nothing is made or changed; wrong ones are left out. */
export function plansIn(stateDirectory: string): WrittenPlan[] {
  if (!existsSync(join(stateDirectory, 'workshops'))) return []
  return new PlanFiles(stateDirectory).changes().flatMap((change) => {
    if (!('text' in change)) return []
    try {
      return [parsePlan(change.text, change.shown)]
    } catch {
      return []
    }
  })
}

import { nearest } from '../../lesson/nearest.ts'
import { PlanError, readPlan, type WrittenPlan } from '../../sandbox-server/workshops/plan.ts'
import { withCourse } from '../../sandbox-server/workshops/plan-checks.ts'
import { WorkshopError } from '../../sandbox-server/workshops/workshop-error.ts'
import { phaseOf } from '../../sandbox-server/workshops/workshop-phase.ts'
import type { Place } from './place.ts'

/** A workshop that has a plan, or records, or both. */
export interface KnownWorkshop {
  readonly name: string
  /** Undefined where there is no file, or a wrong one. */
  readonly plan: WrittenPlan | undefined
  readonly trouble: PlanError | undefined
  readonly title: string
  readonly code: string | undefined
  readonly opens: number | undefined
  readonly closes: number | undefined
  /** When it was closed, or will be. */
  readonly ends: number | undefined
  readonly phase: 'planned' | 'open' | 'closed' | 'no plan'
  /** Readers who joined and have not left. */
  readonly taken: number
}

/** @returns all of a state directory, by their names. */
export function knownWorkshops({ files, records, courses }: Place): KnownWorkshop[] {
  const found = new Map<string, { plan?: WrittenPlan; trouble?: PlanError }>()
  for (const name of records.workshopNames()) found.set(name, {})
  for (const change of files.changes()) {
    if ('error' in change) found.set(change.name, { trouble: change.error })
    if (!('text' in change)) continue
    try {
      const plan = withCourse(readPlan(change.text, change.shown), courses)
      found.set(change.name, { plan })
    } catch (error) {
      if (!(error instanceof PlanError)) throw error
      found.set(change.name, { trouble: error })
    }
  }
  return [...found]
    .map(([name, { plan, trouble }]) => {
      const row = records.readWorkshop(name)
      const kept = records.keptPlan(name)
      const closes = row.closesAt ?? plan?.closes ?? kept?.closes
      return {
        name,
        plan,
        trouble,
        title: plan?.title ?? kept?.title ?? '',
        code: plan?.code ?? kept?.code,
        opens: plan?.opens ?? kept?.opens,
        closes,
        ends: row.closedAt ?? closes,
        phase: plan
          ? phaseOf({ opens: plan.opens, closes }, row, Date.now())
          : ('no plan' as const),
        taken: records.readSeats(name).filter(({ overAt }) => overAt === undefined).length,
      }
    })
    .sort((one, other) => one.name.localeCompare(other.name))
}

/** @throws {WorkshopError} where there is none of that name. */
export function knownWorkshop(place: Place, name: string): KnownWorkshop {
  const all = knownWorkshops(place)
  const found = all.find((one) => one.name === name)
  if (found) return found
  const [first, ...others] = all.map((one) => one.name)
  const advice =
    first === undefined
      ? 'There are none yet.'
      : `Did you mean ${nearest(name, [first, ...others])}?`
  throw new WorkshopError(`There is no workshop ${name}. ${advice}`)
}

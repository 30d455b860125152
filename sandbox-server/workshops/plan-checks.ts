import { nearest } from '../../lesson/nearest.ts'
import type { ReadPlan, WrittenPlan } from './plan.ts'

/** A course of this server, as a plan names it. */
export interface PlannedCourse {
  /** Empty where it is the only one. */
  readonly name: string
  /** By its own file. */
  readonly called: string
  /** The names of its chapters. */
  readonly chapters: readonly string[]
}

/**
 * @param courses of the server; none: it is not known which it has, and all are taken.
 * @returns the plan with the course by the server's name for it.
 * @throws {PlanError} where it names a course or a chapter that there is not.
 */
export function withCourse(
  { plan, error }: ReadPlan,
  courses: readonly PlannedCourse[],
): WrittenPlan {
  const [first, ...others] = courses
  if (first === undefined) return plan
  const course =
    plan.course === '' && others.length === 0
      ? first
      : courses.find(({ called }) => called === plan.course)
  if (course === undefined) {
    const names = courses.map(({ called }) => called) as [string, ...string[]]
    throw plan.course === ''
      ? error(['course'], `is missing: this server has the courses ${names.join(', ')}.`)
      : error(
          ['course'],
          `is ${plan.course}, and this server has no such course. Did you mean ${nearest(plan.course, names)}?`,
        )
  }
  const { chapters } = course
  for (const [index, chapter] of (plan.chapters ?? []).entries()) {
    if (chapters.includes(chapter)) continue
    const similar = nearest(chapter, chapters as [string, ...string[]])
    throw error(
      ['chapters', index],
      `is ${chapter}, and the course has no such chapter. Did you mean ${similar}?`,
    )
  }
  return { ...plan, course: course.name }
}

/** What of a new plan is in force, and what is not. */
export interface SettledPlan<Plan> {
  readonly plan: Plan
  /** A sentence for each field that cannot change any more. */
  readonly kept: readonly string[]
}

/**
 * What may change of a plan while its workshop goes on.
 * @param hasReaders whether somebody has joined, and was told what is recorded.
 */
export function settlePlan<Plan extends WrittenPlan>(
  before: Plan,
  wanted: Plan,
  hasReaders: boolean,
): SettledPlan<Plan> {
  if (!hasReaders) return { plan: wanted, kept: [] }
  const kept: string[] = []
  const plan = { ...wanted }
  if (wanted.course !== before.course) {
    plan.course = before.course
    kept.push('course stays as it was: somebody has joined, and is at work in it.')
  }
  if (wanted.records === 'commands' && before.records === 'blocks') {
    plan.records = before.records
    kept.push('records stays blocks: those who have joined were told that commands are not kept.')
  }
  return { plan, kept }
}

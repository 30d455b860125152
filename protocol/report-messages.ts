import * as z from 'zod/mini'

/**
 * What a workshop's report is made of. A host's page asks for it over HTTP, with the host's token in
 * the `Authorization` header, as `Bearer`.
 */

/** GET with `?workshop=`: the report as JSON. */
export const REPORT_PATH = '/board/report'
/** GET with `?workshop=` and `&format=csv` or `&format=json`: all that is kept, as a file. */
export const EXPORT_PATH = '/board/export'

const seconds = z.nullable(z.number())

/** One block of the funnel: how many readers reached it, ran it, and how it went. */
export const reportedBlock = z.object({
  /** `chapter/name`. */
  block: z.string(),
  reached: z.int(),
  begun: z.int(),
  done: z.int(),
  failed: z.int(),
  /** For how many it was the last block that they reached. */
  leftHere: z.int(),
  medianSeconds: seconds,
  p90Seconds: seconds,
})

/** What failed most: a command, or a block where commands are not kept. */
export const reportedFailure = z.object({
  block: z.string(),
  command: z.nullable(z.string()),
  failures: z.int(),
  seats: z.int(),
})

/** What a workshop's records add up to. No reader is named. */
export const workshopReport = z.object({
  version: z.int(),
  seats: z.int(),
  active: z.int(),
  runs: z.int(),
  blocks: z.readonly(z.array(reportedBlock)),
  tasks: z.readonly(z.array(z.object({ task: z.string(), seats: z.int() }))),
  failures: z.readonly(z.array(reportedFailure)),
  hands: z.object({
    raised: z.int(),
    seats: z.int(),
    answered: z.int(),
    medianSeconds: seconds,
  }),
  looks: z.object({
    asked: z.int(),
    agreed: z.int(),
    typed: z.int(),
    medianSeconds: seconds,
  }),
})

/** The report, and whose it is. Times are milliseconds since 1970; null where none is known. */
export const reportAnswer = z.object({
  workshop: z.string(),
  title: z.string(),
  /** Empty where the server has one course. */
  course: z.string(),
  phase: z.enum(['planned', 'open', 'closed']),
  opened: z.nullable(z.number()),
  closed: z.nullable(z.number()),
  report: workshopReport,
})

/** Why there is none. */
export const reportRefusal = z.object({ sentence: z.string() })

export type ReportedBlock = z.infer<typeof reportedBlock>
export type ReportedFailure = z.infer<typeof reportedFailure>
export type ReportedWorkshop = z.infer<typeof workshopReport>
export type ReportAnswer = z.infer<typeof reportAnswer>

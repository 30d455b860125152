import { parse } from 'yaml'
import * as z from 'zod'
import { chapterName, personName } from '../../protocol/workshop-messages.ts'

/** What a workshop is called in addresses and on the disk. */
export const workshopName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name of small letters, digits and hyphens')

/** Letters and digits that nobody takes for one another; typed in any case. */
export const CODE_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

const code = z
  .string()
  .transform(plainCode)
  .pipe(z.string().regex(/^[A-Z0-9]{4,16}$/, '4 to 16 letters and digits'))

const instant = z.iso.datetime({ offset: true, local: true }).transform((text) => Date.parse(text))

const plan = z.strictObject({
  title: z.string().min(1).max(120),
  code,
  seats: z.int().min(1).max(10_000),
  opens: instant.optional(),
  closes: instant.optional(),
  /** Minutes ahead of the opening at which seats begin to be prepared. */
  prepare: z.number().min(0).max(1440).default(15),
  /** Empty: the one course of the server. */
  course: z.string().default(''),
  chapters: z.array(chapterName).min(1).optional(),
  groups: z
    .array(z.strictObject({ group: personName, instructor: z.optional(personName) }))
    .default([]),
  /** Whether readers are asked for thumbnails of their terminals. */
  thumbnails: z.enum(['asked', 'off']).default('asked'),
  /** What the records hold of a command: itself, or the block and how it ended. */
  records: z.enum(['commands', 'blocks']).default('blocks'),
  presence: z.boolean().default(false),
  certificate: z.boolean().default(false),
  'keep-days': z.number().min(0).max(3650).default(30),
})

/** A workshop as its host has planned it. Times are milliseconds since 1970. */
export type WorkshopPlan = z.infer<typeof plan>

/** A workshop's file says what cannot be. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
  /** Such as `closes`; empty where it is the whole file. */
  readonly field: string

  constructor(message: string, field = '') {
    super(message)
    this.field = field
  }
}

/**
 * Reads the text of `workshops/NAME.yaml`.
 * @param file by which the error names it. @throws {PlanError}
 */
export function parsePlan(text: string, file: string): WorkshopPlan {
  const result = plan.safeParse(parse(text))
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path.join('.') ?? ''
  throw new PlanError(`${file}: ${field || 'the file'}: ${issue?.message}.`, field)
}

/** A join code as it is compared: however it was typed, with or without its dash. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '')
}

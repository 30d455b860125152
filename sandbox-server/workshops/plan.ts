import * as z from 'zod'
import { checkYaml } from '../../lesson/checked-yaml.ts'
import { isMoveCode } from '../../protocol/join-code.ts'
import { MAXIMUM_NAME_LENGTH } from '../../protocol/limits.ts'
import { parseTime, TIME_TAKES, writtenTime } from './written-time.ts'

/** What a workshop is called in addresses and on the disk. */
export const workshopName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name of small letters, digits and hyphens')

/** Letters and digits that nobody takes for one another; typed in any case. */
export const CODE_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** Seats of one workshop at most. */
const MAXIMUM_SEATS = 10_000

const code = z
  .string()
  .transform(writtenCode)
  .refine((text) => /^[A-Z0-9]{4,16}$/.test(text.replaceAll('-', '')), {
    error: 'takes 4 to 16 letters and digits',
  })
  .refine((text) => !isMoveCode(text), {
    error: 'takes a letter too: six digits alone are a code that moves a seat',
  })

const time = z
  .unknown()
  .transform((written, context) => {
    const parsed = typeof written === 'string' ? parseTime(written) : undefined
    if (parsed !== undefined) return parsed
    context.addIssue({ code: 'custom', message: TIME_TAKES, input: written })
    return z.NEVER
  })
  .optional()

/** Text of one line. */
function line(longest: number) {
  const error = `takes one line of text, of ${longest} characters at most`
  return z
    .string()
    .transform((text) => text.trim())
    .pipe(
      z
        .string()
        .min(1, error)
        .max(longest, error)
        .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, error),
    )
}

function whole(least: number, most: number) {
  const error = `takes a whole number from ${least} to ${most}`
  return z.int(error).min(least, error).max(most, error)
}

function decimal(least: number, most: number) {
  const error = `takes a number from ${least} to ${most}`
  return z.number(error).min(least, error).max(most, error)
}

const seat = z.strictObject({
  /** Memory in MiB, the disk included. */
  memory: whole(32, 1_048_576).optional(),
  processors: decimal(0.1, 256).optional(),
  processes: whole(32, 100_000).optional(),
  /** Room for what a reader writes, in MiB. */
  disk: whole(16, 1_048_576).optional(),
  /** Minutes without use after which a sandbox ends; absent: never. */
  idle: decimal(1, 10_080).optional(),
})

const group = z.strictObject({
  group: line(MAXIMUM_NAME_LENGTH),
  instructor: line(MAXIMUM_NAME_LENGTH).optional(),
})

const chapter = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'takes the name of a chapter, such as docker-basics')

const plan = z
  .strictObject({
    title: line(120),
    /** Absent: the server makes one. */
    code: code.optional(),
    seats: whole(1, MAXIMUM_SEATS),
    opens: time,
    closes: time,
    /** Minutes ahead of the opening at which seats begin to be prepared. */
    prepare: decimal(0, 1440).default(15),
    /** Empty: the one course of the server. */
    course: z.string().default(''),
    chapters: z.array(chapter).min(1, 'names no chapter').optional(),
    groups: z.array(group).max(200, 'takes 200 groups at most').default([]),
    seat: seat.optional(),
    /** Whether readers are asked for thumbnails of their terminals. */
    thumbnails: z.enum(['asked', 'off'], 'takes one of asked, off').default('asked'),
    /** What the records hold of a command: itself, or the block and how it ended. */
    records: z.enum(['commands', 'blocks'], 'takes commands or blocks').default('blocks'),
    presence: z.boolean().default(false),
    certificate: z.boolean().default(false),
    'keep-days': decimal(0, 3650).default(30),
  })
  .superRefine(({ opens, closes, chapters, groups }, context) => {
    const issue = (path: (string | number)[], input: unknown, message: string) =>
      context.addIssue({ code: 'custom', path, input, message })
    if (opens !== undefined && closes !== undefined && closes <= opens) {
      const before = `must be after opens, ${writtenTime(opens)}`
      issue(['closes'], writtenTime(closes), before)
    }
    const again = firstAgain(groups.map(({ group }) => group.toLowerCase()))
    if (again !== undefined) {
      issue(['groups', again, 'group'], groups[again]?.group, 'is named already')
    }
    const twice = firstAgain(chapters ?? [])
    if (twice !== undefined) issue(['chapters', twice], chapters?.[twice], 'is named already')
  })

/** A plan as it is written, where the code may be left to the server. */
export type WrittenPlan = z.infer<typeof plan>

/** A workshop as its host has planned it. Times are milliseconds since 1970. */
export type WorkshopPlan = WrittenPlan & { readonly code: string }

/** A workshop's file says what cannot be: the message names the file, the line and the field. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
  /** Such as `closes`; empty where it is the whole file. */
  readonly field: string
  /** The message without the file and the line, for a form. */
  readonly plain: string

  constructor(message: string, field = '', plain = message) {
    super(message)
    this.field = field
    this.plain = plain
  }
}

/** A plan that was read, and able to say where in its file something is. */
export interface ReadPlan {
  readonly plan: WrittenPlan
  error(path: readonly (string | number)[], sentence: string): PlanError
}

/**
 * Reads the text of `workshops/NAME.yaml`.
 * @param file by which the error names it. @throws {PlanError}
 */
export function readPlan(text: string, file: string): ReadPlan {
  const { value, error } = checkYaml(text, {
    file,
    what: 'a workshop',
    schema: plan,
    error: (sentence, { field, plain }) => new PlanError(sentence, field, plain),
    quotes: true,
  })
  return { plan: value, error }
}

/** As {@link readPlan}, without the places. @throws {PlanError} */
export function parsePlan(text: string, file: string): WrittenPlan {
  return readPlan(text, file).plan
}

/** A join code as it is kept and shown: in capitals, with its dashes where the host has set them. */
function writtenCode(typed: string): string {
  return typed
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '-')
}

/** @returns the index of the first that is not there for the first time. */
function firstAgain(values: readonly string[]): number | undefined {
  const index = values.findIndex((value, index) => values.indexOf(value) < index)
  return index < 0 ? undefined : index
}

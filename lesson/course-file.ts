import * as z from 'zod'
import { checkYaml, type Path } from './checked-yaml.ts'
import { CourseError } from './course.ts'

/** The file that makes a folder a course. */
export const COURSE_FILE = 'course.yaml'

/** A part of a path, and of the names of what belongs to a course on the engine. */
export const COURSE_NAME = /^[a-z0-9][a-z0-9-]{0,28}$/
const NAME = 'takes a letter or a digit, then up to 28 of a-z, 0-9 and -'
const name = z.string().regex(COURSE_NAME, NAME)
const colour = z
  .string()
  .regex(
    /^#[0-9a-f]{6}$/i,
    'takes a colour in quotes such as "#3b4fd6": a #, then six of 0-9 and a-f',
  )

/** A path inside the folder of the course. It is checked again where links have been followed. */
const inside = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split(/[/\\]/).includes('..'), {
    error: 'must be inside the folder of the course',
  })

const address = z.url({
  protocol: /^https?$/,
  error: 'takes an address such as https://example.org/',
})

const section = z.strictObject({
  /** The heading of the section in the sidebar. */
  title: z.string().min(1),
  /** Names of files in `chapters/`, without `.mdx`, in their order. */
  chapters: z.array(z.string()).min(1, 'names no chapter'),
})

const colours = z.strictObject({
  /** What a reader presses, such as Run. */
  button: colour.optional(),
  /** The words on it. */
  buttonText: colour.optional(),
  /** Links and marks on light pages. */
  light: colour.optional(),
  /** Links and marks on dark pages. */
  dark: colour.optional(),
})

/** With less than this an engine does not start; the host's settings have the same bounds. */
const LEAST_WITH_ENGINE = { memoryMiB: 256, diskMiB: 64, pids: 128 } as const

/** What a reader's sandbox has. Limits that are absent are those of the host. */
const limitedSandbox = z.strictObject({
  /** Whether it has a Docker engine of its own. */
  engine: z.boolean().default(true),
  /** Debian packages that are installed in it. */
  packages: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, 'is not the name of a Debian package'))
    .default([]),
  /** Memory of one sandbox in MiB, its disk included. */
  memoryMiB: z.int().min(32).optional(),
  /** Room for what a reader writes, in MiB. */
  diskMiB: z.int().min(16).optional(),
  /** Processor time, in processors. */
  cpus: z.number().min(0.1).optional(),
  /** Processes and threads. */
  pids: z.int().min(32).optional(),
})

const sandbox = limitedSandbox.superRefine((limits, context) => {
  if (!limits.engine) return
  for (const field of ['memoryMiB', 'diskMiB', 'pids'] as const) {
    const least = LEAST_WITH_ENGINE[field]
    if ((limits[field] ?? least) >= least) continue
    const message = `must be at least ${least}, since a Docker engine runs in the sandbox`
    context.addIssue({ code: 'custom', path: [field], message })
  }
})

const courseFile = z.strictObject({
  /** Its path where a server has several courses: `git` is served under `/git/`. */
  name,
  /** In the head of every page. */
  title: z.string().min(1).max(60),
  /** One line about the course, for the page that lists several. */
  tagline: z.string().min(1).max(160),
  /** One or two sentences for search engines. */
  description: z.string().min(20).max(200),
  /** The language of its pages, as in HTML: `en`, `de`, `pt-BR`. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'takes a language such as en, de or pt-BR')
    .default('en'),
  /** An SVG, PNG, JPEG or WebP in the folder, of at most 256 KiB. */
  logo: inside
    .regex(/\.(svg|png|jpe?g|webp)$/i, 'takes a file that ends with .svg, .png, .jpg or .webp')
    .optional(),
  colours: colours.default({}),
  /** Style sheets of the course, read after those of the site. */
  theme: inside.regex(/\.css$/, 'takes a file that ends with .css').optional(),
  /** The sidebar: sections, and the chapters of each in their order. */
  sections: z.array(section).min(1, 'names no section'),
  /** The chapter that says what to install at home. */
  install: z.string().min(1).optional(),
  /** Of the text, such as `MIT` or `CC BY 4.0`. */
  licence: z.string().min(1).optional(),
  /** Whom and what the course is indebted to. */
  credits: z
    .array(z.strictObject({ title: z.string().min(1), url: address.optional() }))
    .default([]),
  sandbox: sandbox.default({ engine: true, packages: [] }),
})

/** What `course.yaml` says. */
export type CourseFile = Readonly<z.infer<typeof courseFile>>

/** `course.yaml`, read, and able to say where in it something is. */
export interface ParsedCourseFile {
  readonly file: CourseFile
  /** @returns an error that names the line and the field. */
  error(path: Path, sentence: string): CourseError
}

/**
 * Reads the text of a `course.yaml`.
 * @throws {CourseError} that names the line, the field, and the nearest valid one.
 */
export function parseCourseFile(source: string): ParsedCourseFile {
  const { value, error } = checkYaml(source, {
    file: COURSE_FILE,
    what: 'a course',
    schema: courseFile,
    error: (sentence, { cause }) => new CourseError(sentence, { cause }),
  })
  return { file: value, error }
}

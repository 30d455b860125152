/** What a course has that a failed build may be about. */
export interface BuiltCourse {
  /** Its folder, as an error names it. */
  readonly shown: string
  /** The sources of its pages, by their names. */
  readonly sources: ReadonlyMap<string, string>
}

/**
 * What an author did that the builder could not take, in the place of its stack and its hints.
 * @param output of `astro build`, without colours.
 * @returns one sentence with a place; undefined where the course is not what failed.
 */
export function buildTrouble(output: string, course: BuiltCourse): string | undefined {
  return (
    wrongField(output, course) ??
    pathThatLeadsOut(output, course) ??
    missingFile(output, course) ??
    thrownError(output, course)
  )
}

/** A field at the top of a page that the site's schema refuses. */
function wrongField(output: string, course: BuiltCourse): string | undefined {
  const [, name, field, problem] =
    /docs → (\S+) data does not match collection schema\.\s+([\w.]+): (.+)/.exec(output) ?? []
  if (name === undefined || field === undefined || problem === undefined) return undefined
  return `${place(course, name, `${field.split('.')[0]}:`)}: ${field}: ${problem.replace(/\.$/, '')}.`
}

/** What is said of a path that no file of a course may import; a file and the path come before. */
export const LEADS_OUT = 'leads out of the folder of the course.'

function pathThatLeadsOut(output: string, course: BuiltCourse): string | undefined {
  const [, file, path] = new RegExp(`([\\w./-]+): (\\S+) ${LEADS_OUT}`).exec(output) ?? []
  if (file === undefined || path === undefined) return undefined
  const name = /^chapters\/(.+)\.mdx$/.exec(file)?.[1]
  const where = name === undefined ? `${course.shown}/${file}` : place(course, name, path)
  return `${where}: The path ${path} ${LEADS_OUT}`
}

/** A component or a picture that is not there. */
function missingFile(output: string, course: BuiltCourse): string | undefined {
  const wanted = /Could not (?:load|resolve) '?([^'\s]+)'?/.exec(output)?.[1]
  const name = /chapters\/([^/\s]+)\.mdx(?::\d+:\d+)/.exec(output)?.[1]
  if (wanted === undefined || name === undefined) return undefined
  const file = wanted.replace(/^.*\//, '')
  return `${place(course, name, file)}: There is no file for ${file} at the path that the page gives.`
}

/** Code in a page that throws as the page is written; its chunk has the name of the page. */
function thrownError(output: string, course: BuiltCourse): string | undefined {
  const words = /\[ERROR\] (?:\w*Error: )?(.+)\n\s+at /.exec(output)?.[1]
  const name = [...output.matchAll(/\/chunks\/([^/\s]+?)_[\w-]{8}\.mjs/g)]
    .map(([, chunk]) => chunk as string)
    .find((chunk) => course.sources.has(chunk))
  if (words === undefined || name === undefined) return undefined
  return `${place(course, name)}: Code in this page throws an error: ${words.replace(/\.$/, '')}.`
}

/** @param text whose first line in the page is named. */
function place({ shown, sources }: BuiltCourse, name: string, text?: string): string {
  const lines = sources.get(name)?.split('\n') ?? []
  const index = text === undefined ? -1 : lines.findIndex((line) => line.includes(text))
  return `${shown}/chapters/${name}.mdx${index < 0 ? '' : `:${index + 1}`}`
}

import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type * as z from 'zod'
import { nearest } from './nearest.ts'
import { keysAt } from './schema-keys.ts'

/** A place in a value, from the outside in. */
export type Path = readonly (string | number)[]

/** What an error tells of its place, beside the whole sentence. */
export interface Place {
  /** Such as `sections.0.title`; empty where it is the whole file. */
  readonly field: string
  /** The sentence without the file and the line. */
  readonly plain: string
  readonly cause?: unknown
}

export interface YamlKind<Schema extends z.ZodType, Wrong extends Error> {
  /** The file's name, with which every sentence begins. */
  readonly file: string
  /** What it describes, such as `a course`. */
  readonly what: string
  readonly schema: Schema
  readonly error: (sentence: string, place: Place) => Wrong
  /** Whether a sentence quotes the wrong value. */
  readonly quotes?: boolean
}

/** A file of YAML, read, and able to say where in it something is. */
export interface CheckedYaml<Value, Wrong extends Error> {
  readonly value: Value
  /** @returns an error that names the line and the field. */
  error(path: Path, sentence: string): Wrong
}

/**
 * Reads a file of YAML that a person wrote.
 * @throws the error that `error` makes: it names the line, the field, and the nearest valid one.
 */
export function checkYaml<Schema extends z.ZodType, Wrong extends Error>(
  source: string,
  { file, what, schema, error: errorOf, quotes = false }: YamlKind<Schema, Wrong>,
): CheckedYaml<z.output<Schema>, Wrong> {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines })
  const [broken] = document.errors
  if (broken !== undefined) {
    const line = broken.linePos?.[0].line ?? 1
    const [words] = broken.message.split(/ at line |:?\n/)
    const plain = `${words}.`
    throw errorOf(`${file}:${line}: ${plain}`, { field: '', plain, cause: broken })
  }
  const error = (path: Path, sentence: string): Wrong => {
    const field = path.join('.')
    const plain = `${field ? `${field} ` : ''}${sentence}`
    return errorOf(`${file}:${lineOf(path)}: ${plain}`, { field, plain })
  }
  const result = schema.safeParse(document.toJS() ?? {}, { reportInput: true })
  if (result.success) return { value: result.data, error }
  // A field that is missing may be there, misspelt.
  const { issues } = result.error
  const misspelt = issues.find(({ code }) => code === 'unrecognized_keys')
  const issue = (misspelt ?? issues[0]) as z.core.$ZodIssue
  const path = issue.path as Path
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] as string
    const valid = keysAt(schema, path) as [string, ...string[]]
    throw error([...path, key], `is no field of ${what}. Did you mean ${nearest(key, valid)}?`)
  }
  const quoted = quotes ? quotedInput(issue.input) : ''
  throw error(path, quoted + sentenceOf(issue))

  /** Counted from 1: of the field, or else of the innermost that is there. */
  function lineOf(path: Path): number {
    for (let depth = path.length; depth > 0; depth--) {
      const parent = document.getIn(path.slice(0, depth - 1), true)
      const key = path[depth - 1]
      const pair = isMap(parent)
        ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)?.key
        : document.getIn(path.slice(0, depth), true)
      const start = (pair as { range?: readonly number[] } | undefined)?.range?.[0]
      if (start !== undefined) return lines.linePos(start).line
    }
    return 1
  }
}

/** Longest value that a sentence quotes, in UTF-16 units. */
const QUOTED_LENGTH = 60

/** @returns the beginning of a sentence about a value; empty where there is none, or it is no single one. */
function quotedInput(input: unknown): string {
  if (input === null) return 'is empty, and '
  if (input === undefined || typeof input === 'object') return ''
  const written = JSON.stringify(input)
  const short = written.length > QUOTED_LENGTH ? `${written.slice(0, QUOTED_LENGTH - 1)}…` : written
  return `is ${short}, and `
}

/** What a field takes, by its type in the schema. */
const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'fields of its own',
  string: 'text',
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return 'is missing.'
    if (issue.message.startsWith('takes ')) return `${issue.message}.`
    const isUnquoted = issue.expected === 'string' && typeof issue.input !== 'object'
    return `takes ${KINDS[issue.expected] ?? 'another'}${isUnquoted ? ' in quotes' : ''}.`
  }
  // Zod's own words begin with a capital letter, ours are the rest of a sentence.
  const words = issue.message.replace(/^[A-Z]/, (letter) => letter.toLowerCase())
  return `${words.replace(/\.$/, '')}.`
}

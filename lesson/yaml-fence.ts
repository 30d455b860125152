import { type Document, isMap, isNode, isScalar, parseDocument } from 'yaml'
import type * as z from 'zod'
import { FenceError } from './fence-error.ts'
import { nearest } from './nearest.ts'
import { keysAt } from './schema-keys.ts'

/**
 * Reads the YAML of a fence such as a task. Every value is text: a check may be `true`, a title a number.
 * @param kind what the fence is, as its errors call it.
 * @throws {FenceError} that names the line, the key and the nearest valid one.
 */
export function parseYamlFence<Schema extends z.ZodType>(
  kind: string,
  schema: Schema,
  content: string,
): z.output<Schema> {
  const document = parseDocument(content, { schema: 'failsafe' })
  const [error] = document.errors
  if (error !== undefined) {
    const [message] = error.message.split('\n')
    throw new FenceError(`The ${kind} is not YAML: ${message}`, error.linePos?.[0].line ?? 0)
  }
  const result = schema.safeParse(document.toJS())
  if (result.success) return result.data
  // A key that is missing may be there, misspelt.
  const { issues } = result.error
  const misspelt = issues.find(({ code }) => code === 'unrecognized_keys')
  const issue = (misspelt ?? issues[0]) as z.core.$ZodIssue
  const path = issue.path as (string | number)[]
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const known = keysAt(schema, path) as [string, ...string[]]
    const sentence = `A ${kind} has no ${key}. Did you mean ${nearest(key, known)}?`
    throw new FenceError(sentence, lineOf(document, content, [...path, key]))
  }
  const place = path.join('.') || `the ${kind}`
  const of = path.length > 0 ? ` of the ${kind}` : ''
  throw new FenceError(
    `${place}${of} is not usable: ${issue.message.replace(/\.$/, '')}.`,
    lineOf(document, content, path),
  )
}

/**
 * @returns the line of a key or a value, or else of what should hold it, counted from the fence's
 * opening line, which is 0.
 */
function lineOf(document: Document, content: string, path: (string | number)[]): number {
  if (path.length === 0) return 0
  const parentPath = path.slice(0, -1)
  const parent = parentPath.length > 0 ? document.getIn(parentPath, true) : document.contents
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined
  const node = pair?.key ?? document.getIn(path, true)
  if (!isNode(node) || !node.range) return lineOf(document, content, parentPath)
  return content.slice(0, node.range[0]).split('\n').length
}

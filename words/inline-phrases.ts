import MagicString from 'magic-string'
import { pluralCondition } from './plurals.ts'
import type { Text } from './text.ts'
import type { Key, Words } from './words.ts'

/** A node of a syntax tree (ESTree), with its place in the source in UTF-16 units. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export type Parse = (code: string) => unknown

/**
 * Puts the text itself in the place of each `phrase('key', …)`. So a page carries the words of its own
 * language that its code uses, each in the file that uses it, and no catalogue.
 * @param code JavaScript. @param parse as Vite hands it to a plugin.
 * @returns undefined where the code has no such call.
 * @throws where a call's key is not written out, or is not of the catalogue.
 */
export function inlinePhrases(code: string, words: Words, parse: Parse) {
  if (!/\bphrase\(/.test(code)) return undefined
  const result = new MagicString(code)
  for (const call of callsIn(parse(code))) {
    result.update(call.start, call.end, replacementOf(call, code, words))
  }
  return { code: result.toString(), map: result.generateMap({ hires: 'boundary' }) }
}

/** The outermost calls below a node, in no order. */
function callsIn(node: unknown): Node[] {
  if (node === null || typeof node !== 'object') return []
  const { type, callee } = node as { type?: string; callee?: { type: string; name?: string } }
  const isCall = type === 'CallExpression' && callee?.type === 'Identifier'
  if (isCall && callee.name === 'phrase') return [node as Node]
  return Object.values(node).flatMap(callsIn)
}

function replacementOf(call: Node, code: string, words: Words): string {
  const [key, values] = call['arguments'] as Node[]
  const name = key?.['value']
  const text = typeof name === 'string' ? words.texts[name as Key] : undefined
  if (text !== undefined) return expressionOf(text, expressionsIn(values, code, words), words)
  throw new Error(`${code.slice(call.start, call.end)}: write out a key of words/english.ts.`)
}

/** The sources of a call's values by their names, in which other calls are replaced already. */
function expressionsIn(
  values: Node | undefined,
  code: string,
  words: Words,
): ReadonlyMap<string, string> {
  const properties = (values?.['properties'] ?? []) as Node[]
  return new Map(
    properties.map((property) => {
      const { name, value } = property['key'] as { name?: string; value?: string }
      const { start, end } = property['value'] as Node
      const source = new MagicString(code.slice(start, end))
      for (const call of callsIn(property['value'])) {
        source.update(call.start - start, call.end - start, replacementOf(call, code, words))
      }
      return [name ?? value ?? '', source.toString()]
    }),
  )
}

function expressionOf(
  text: Text,
  expressions: ReadonlyMap<string, string>,
  { language }: Words,
): string {
  if (typeof text === 'string') return lineExpression(text, expressions)
  const count = expressions.get('count') ?? ''
  // What is more than a name is worked out once.
  if (!/^[\w$.]+$/.test(count)) {
    const named = new Map(expressions).set('count', 'count')
    return `((count) => ${expressionOf(text, named, { language } as Words)})(${count})`
  }
  const { other, ...forms } = text
  const chosen = Object.entries(forms).map(([category, line]) => {
    const condition = pluralCondition(language, category as Intl.LDMLPluralRule, count)
    return `${condition} ? ${lineExpression(line, expressions)} : `
  })
  return `(${chosen.join('')}${lineExpression(other, expressions)})`
}

function lineExpression(line: string, expressions: ReadonlyMap<string, string>): string {
  const pieces = line.split(/\{([^{}]*)\}/)
  if (pieces.length === 1) return JSON.stringify(line)
  const written = pieces.map((piece, index) =>
    index % 2 === 0 ? piece.replace(/[\\`]|\$(?=\{)/g, '\\$&') : `\${${expressions.get(piece)}}`,
  )
  return `\`${written.join('')}\``
}

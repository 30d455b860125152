import { FenceError } from './fence-error.ts'
import { nearest } from './nearest.ts'

const KINDS = ['shape', 'rows', 'exact', 'lines', 'any'] as const

/** How a block's output is compared with what its page shows; `docs/decisions/0005` says which is which. */
export type Expect = { readonly kind: (typeof KINDS)[number] } | PatternExpect

interface PatternExpect {
  readonly kind: 'pattern'
  readonly source: string
}

export const DEFAULT_EXPECT: Expect = { kind: 'shape' }

/** @throws {FenceError} that names the nearest form. */
export function parseExpect(value: string): Expect {
  const source = patternSource(value, 'expect')
  if (source !== undefined) return { kind: 'pattern', source }
  const kind = KINDS.find((known) => known === value)
  if (kind !== undefined) return { kind }
  throw new FenceError(
    `There is no expect="${value}". Did you mean ${nearest(value, KINDS)}? A pattern stands between slashes.`,
  )
}

/**
 * @returns the source of `/…/`, or undefined where the value is no pattern.
 * @throws {FenceError} where it cannot be compiled.
 */
export function patternSource(value: string, option: string): string | undefined {
  const source = /^\/(.+)\/$/s.exec(value)?.[1]
  if (source === undefined) return undefined
  try {
    new RegExp(source, 'm')
  } catch (cause) {
    throw new FenceError(`${option}: ${value} is not a pattern: ${(cause as Error).message}.`)
  }
  return source
}

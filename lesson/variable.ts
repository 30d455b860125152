/** Longest value, in UTF-16 units: names, tags and short sentences are shorter. */
export const VALUE_LENGTH = 64

/** A value that the reader chooses, for the commands and the text after it. */
export interface Variable {
  readonly name: string
  /** What the reader is asked for, such as `Your user name`. */
  readonly label: string
  /** Until the reader chooses, and for whoever plays the course without a page. */
  readonly default: string
  /** Of a regular expression that the whole value must match. */
  readonly pattern: string | undefined
  /** What a reader is told whose value does not match. */
  readonly otherwise: string | undefined
}

/** Values go into commands that are typed: one line of text, as the author's pattern wants it. */
export function isUsableValue({ pattern }: Pick<Variable, 'pattern'>, value: string): boolean {
  if (value === '' || value.length > VALUE_LENGTH || /[\p{Cc}\p{Cs}]/u.test(value)) return false
  return pattern === undefined || wholeMatch(pattern).test(value)
}

/**
 * As the attribute `pattern` of HTML's `input`, apart from its newer flag.
 * @throws {SyntaxError} for a pattern that is none.
 */
export function wholeMatch(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'u')
}

/** @returns the values of variables for whoever has chosen none. */
export function defaultsOf(variables: readonly Variable[]): ReadonlyMap<string, string> {
  return new Map(variables.map((variable) => [variable.name, variable.default]))
}

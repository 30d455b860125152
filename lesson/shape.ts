/** What differs from run to run, and the word that stands for it; the order matters. */
const VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/\bsha256:[0-9a-f]{12,64}\b/g, '<digest>'],
  [/\b[0-9a-f]{64}\b/g, '<id>'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{12}\b/g, '<id>'],
  // Of Git, at the places where it prints them: elsewhere it may be a number that matters.
  [
    /(?<=\bcommit |\bUpdating |\bHEAD is now at |\.\.|\[[\w./-]+ (?:\(root-commit\) )?)[0-9a-f]{7,40}(?=$|[ \].)])/gm,
    '<commit>',
  ],
  [/^(?:\d{7}(?= [(A-Za-z])|(?!\d+\b)(?=[0-9a-f]*\d)[0-9a-f]{7,40}(?=$| ))/gm, '<commit>'],
  [
    /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d)(?: [A-Z]{3,4})?)?/g,
    '<time>',
  ],
  [
    /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d(?: [A-Z]{3,4})? \d{4}\b/g,
    '<time>',
  ],
  [/\b(?:About (?:a|an)|Less than a|\d+) (?:second|minute|hour|day|week|month|year)s?\b/g, '<age>'],
  [/\b\d+(?:\.\d+)? ?(?:B|[kMGT]i?B)\b/g, '<size>'],
  [/\b\d+(?:\.\d+)?m?s\b/g, '<duration>'],
  // Docker makes names of an adjective and somebody who deserves it, such as silly_einstein.
  [/\b[a-z]+_[a-z]+\d?\b/g, '<name>'],
]

/**
 * The lines of an output without what differs from run to run: IDs, digests, commits of Git, times, ages, sizes,
 * durations, names that Docker made up, and the widths of columns.
 */
export function shapeOf(output: string): string {
  let shape = output
  for (const [variable, word] of VARIABLES) shape = shape.replace(variable, word)
  return shape
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trimEnd())
    .join('\n')
    .trimEnd()
}

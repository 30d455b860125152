import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** The parts of the font, each a file of its own, from the most to the least common. */
const SUBSETS = [
  'latin',
  'latin-ext',
  'greek',
  'greek-ext',
  'cyrillic',
  'cyrillic-ext',
  'vietnamese',
]

export type Weight = 400 | 700

/** Text that one file of the font prints. */
export interface Run {
  /** By which the document knows the file. */
  readonly font: string
  readonly text: string
}

/** First and last code point, of each range that a file of the font has. */
type Ranges = readonly (readonly [first: number, last: number])[]

const PACKAGE = '@fontsource/noto-sans'

const RANGES: ReadonlyMap<string, Ranges> = readRanges()

/** @returns each file of the font with the name by which a document knows it. */
export function fontFiles(): { readonly font: string; readonly path: string }[] {
  return ([400, 700] as const).flatMap((weight) =>
    SUBSETS.map((subset) => ({
      font: fontName(subset, weight),
      path: require.resolve(`${PACKAGE}/files/noto-sans-${subset}-${weight}-normal.woff`),
    })),
  )
}

/**
 * Parts a text by the files of the font that print it. A letter keeps its accents with it.
 * @returns `isWhole`: false where some letters are in none of them, and left out.
 */
export function printable(
  text: string,
  weight: Weight,
): { readonly runs: readonly Run[]; readonly isWhole: boolean } {
  const runs: { font: string; text: string }[] = []
  let isWhole = true
  for (const { segment } of new Intl.Segmenter().segment(text.normalize('NFC'))) {
    const subset = SUBSETS.find((name) => covers(RANGES.get(name) ?? [], segment))
    if (subset === undefined) {
      isWhole = false
      continue
    }
    const font = fontName(subset, weight)
    const last = runs.at(-1)
    if (last?.font === font) last.text += segment
    else runs.push({ font, text: segment })
  }
  return { runs, isWhole }
}

function covers(ranges: Ranges, segment: string): boolean {
  return [...segment].every((letter) => {
    const point = letter.codePointAt(0) ?? 0
    return ranges.some(([first, last]) => first <= point && point <= last)
  })
}

function fontName(subset: string, weight: Weight): string {
  return `${subset}-${weight}`
}

function readRanges(): Map<string, Ranges> {
  const path = require.resolve(`${PACKAGE}/unicode.json`)
  const written = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
  return new Map(
    Object.entries(written).map(([subset, ranges]) => [
      subset,
      ranges.split(',').map((range) => {
        const [first = '', last = first] = range.replace('U+', '').split('-')
        return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const
      }),
    ]),
  )
}

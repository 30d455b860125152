import { isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml'
import { CourseError } from '../lesson/course.ts'
import { nearest } from '../lesson/nearest.ts'
import { type Forms, type Text, valueNames } from './text.ts'

/** The file in which a course words texts of the interface itself. */
export const WORDS_FILE = 'words.yaml'

const CATEGORIES: readonly string[] = ['zero', 'one', 'two', 'few', 'many', 'other']
const FORMS = `a text, or a text for each of ${CATEGORIES.join(', ')}, of which other must be there`

/**
 * Reads the texts of the interface that a course words itself: `key: text`, or `key:` with a text for
 * each plural category.
 * @param known every text that may be worded anew, by its key; undefined for one of Starlight, whose
 * values are its own affair.
 * @throws {CourseError} that names the line, and the nearest text that there is.
 */
export function readWords(
  source: string,
  known: Readonly<Record<string, Text | undefined>>,
): Readonly<Record<string, Text>> {
  const lines = new LineCounter()
  const wrong = (offset: number, sentence: string) =>
    new CourseError(`${WORDS_FILE}:${lines.linePos(offset).line}: ${sentence}`)
  const { contents, errors } = parseDocument(source, { lineCounter: lines })
  const [broken] = errors
  if (broken !== undefined) {
    const [words] = broken.message.split(/ at line |:?\n/)
    throw wrong(broken.pos[0], `${words}.`)
  }
  if (contents === null) return {}
  if (!isMap(contents)) throw wrong(0, 'Write each text as key: text.')
  const texts = contents.items.map((pair) => {
    const [key, offset] = keyOf(pair)
    if (!Object.hasOwn(known, key)) {
      const similar = nearest(key, Object.keys(known) as [string, ...string[]])
      throw wrong(offset, `The interface has no text ${key}. Did you mean ${similar}?`)
    }
    const usual = known[key]
    const text = textOf(pair)
    if (text === undefined || (usual === undefined && typeof text !== 'string')) {
      throw wrong(offset, `${key} takes ${usual === undefined ? 'a text' : FORMS}.`)
    }
    const foreign = usual === undefined ? undefined : foreignValue(text, usual)
    if (foreign !== undefined) throw wrong(offset, `${key} has no value ${foreign}.`)
    return [key, text] as const
  })
  return Object.fromEntries(texts)
}

/** @returns such as `{nmuber}: it has {number}, {place}`; undefined where each value is known. */
function foreignValue(text: Text, usual: Text): string | undefined {
  const names = valueNames(usual)
  const foreign = valueNames(text).find((name) => !names.includes(name))
  const shown = names.map((name) => `{${name}}`).join(', ') || 'none'
  return foreign === undefined ? undefined : `{${foreign}}: it has ${shown}`
}

function keyOf({ key }: Pair): [key: string, offset: number] {
  return isScalar(key) ? [String(key.value), key.range?.[0] ?? 0] : ['', 0]
}

function textOf({ value }: Pair): Text | undefined {
  if (isScalar(value)) return typeof value.value === 'string' ? value.value : undefined
  if (!isMap(value)) return undefined
  const forms = value.toJSON() as Record<string, unknown>
  const areForms =
    typeof forms['other'] === 'string' &&
    Object.entries(forms).every(
      ([category, text]) => CATEGORIES.includes(category) && typeof text === 'string',
    )
  return areForms ? (forms as unknown as Forms) : undefined
}

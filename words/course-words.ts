import { english } from './english.ts'
import { german } from './german.ts'
import { germanOfStarlight } from './german-of-starlight.ts'
import { readWords } from './read-words.ts'
import { STARLIGHT_KEYS } from './starlight-keys.ts'
import type { Text } from './text.ts'
import type { Key, Words } from './words.ts'

/** The languages that the interface has, by their primary subtag (BCP 47). */
export const LANGUAGES: Readonly<Record<string, Readonly<Record<Key, Text>>>> = {
  en: english,
  de: german,
}

export interface CourseWords {
  readonly words: Words
  /** What the course words anew of Starlight's own texts. */
  readonly ofStarlight: Readonly<Record<string, string>>
}

/** What of a course decides its words. */
export interface CourseOfWords {
  /** BCP 47, such as `de` or `de-AT`. */
  readonly language: string
  readonly sandbox: { readonly engine: boolean }
}

/**
 * The interface of a course: in its language, where the interface has that, else in English; with
 * what the course's `words.yaml` says instead.
 * @param source the text of the course's `words.yaml`, where it has one.
 * @throws {CourseError} that names the line, and the nearest text that there is.
 */
export function courseWords({ language, sandbox }: CourseOfWords, source?: string): CourseWords {
  const [primary = 'en'] = language.split('-')
  const texts = LANGUAGES[primary] ?? english
  const usual = sandbox.engine ? texts : withoutEngine(texts)
  const starlight = Object.fromEntries(STARLIGHT_KEYS.map((key) => [key, undefined]))
  const own = source === undefined ? {} : readWords(source, { ...starlight, ...usual })
  const mine = Object.entries(own)
  const ofInterface = mine.filter(([key]) => key in usual)
  const ofStarlight = mine.filter(([key]) => !(key in usual)) as [string, string][]
  return {
    words: { language, texts: { ...usual, ...Object.fromEntries(ofInterface) } },
    ofStarlight: {
      ...(primary === 'de' && germanOfStarlight),
      ...Object.fromEntries(ofStarlight),
    },
  }
}

/** Ends the key of a text that speaks of no Docker. */
const WITHOUT_ENGINE = '-without-engine'

function withoutEngine(texts: Readonly<Record<Key, Text>>): Readonly<Record<Key, Text>> {
  const own = Object.entries(texts)
    .filter(([key]) => key.endsWith(WITHOUT_ENGINE))
    .map(([key, text]) => [key.slice(0, -WITHOUT_ENGINE.length), text])
  return { ...texts, ...Object.fromEntries(own) }
}

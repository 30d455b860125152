import type { ElementContent } from 'hast'
import { splitAtValues, type Value } from '../../lesson/capture.ts'
import { element, text } from './element.ts'

/** Captured values of one chapter, as they were recorded. */
export interface RecordedValues {
  readonly chapter: string
  readonly values: ReadonlyMap<string, string>
}

export const NO_VALUES: RecordedValues = { chapter: '', values: new Map() }

/** Words with the recorded values in their places, which `own-values.ts` finds again. */
export function valueContent(words: string, { chapter, values }: RecordedValues): ElementContent[] {
  return splitAtValues(words, values).map((piece) =>
    typeof piece === 'string' ? text(piece) : valueElement(piece, chapter),
  )
}

/** A recorded value in its place, where the reader's own goes later. */
export function valueElement({ name, value }: Value, chapter: string): ElementContent {
  return element('span', { dataValue: `${chapter}/${name}` }, [text(value)])
}

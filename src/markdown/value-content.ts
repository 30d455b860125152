import type { ElementContent } from 'hast'
import { splitAtValues } from '../../lesson/capture.ts'
import { element, text } from './element.ts'

/** Captured values of one chapter, as they were recorded. */
export interface RecordedValues {
  readonly chapter: string
  readonly values: ReadonlyMap<string, string>
}

/** Words with the recorded values in their places, which `own-values.ts` finds again. */
export function valueContent(words: string, { chapter, values }: RecordedValues): ElementContent[] {
  return splitAtValues(words, values).map((piece) =>
    typeof piece === 'string'
      ? text(piece)
      : element('span', { dataValue: `${chapter}/${piece.name}` }, [text(piece.value)]),
  )
}

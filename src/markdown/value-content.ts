import type { Element, ElementContent } from 'hast'
import { splitAtValues, type Value } from '../../lesson/capture.ts'
import { quoteValue, splitCommand } from '../../lesson/fill-in-command.ts'
import type { Variable } from '../../lesson/variable.ts'
import { element, text } from './element.ts'

/** Values of one chapter: captured ones, as they were recorded, and defaults of its variables. */
export interface RecordedValues {
  readonly chapter: string
  readonly values: ReadonlyMap<string, string>
  /** Those of the values that the reader chooses. */
  readonly variables: ReadonlyMap<string, Variable>
}

export const NO_VALUES: RecordedValues = { chapter: '', values: new Map(), variables: new Map() }

/** Words with the recorded values in their places, which the page's code finds again. */
export function valueContent(words: string, recorded: RecordedValues): ElementContent[] {
  return splitAtValues(words, recorded.values).map((piece) =>
    typeof piece === 'string' ? text(piece) : valueElement(piece, recorded),
  )
}

/** A command as `valueContent` has it, with each variable in the quotes that the shell needs. */
export function commandContent(command: string, recorded: RecordedValues): ElementContent[] {
  return splitCommand(command, recorded.values).map((piece) => {
    if (typeof piece === 'string') return text(piece)
    const { name, value, quoting } = piece
    if (!recorded.variables.has(name)) return valueElement(piece, recorded)
    return variableElement(name, quoteValue(value, quoting), { dataQuoting: quoting })
  })
}

/** A recorded value in its place, where the reader's own goes later. */
export function valueElement({ name, value }: Value, recorded: RecordedValues): Element {
  if (recorded.variables.has(name)) return variableElement(name, value)
  return element('span', { dataValue: `${recorded.chapter}/${name}` }, [text(value)])
}

function variableElement(name: string, shown: string, more = {}): Element {
  return element('span', { dataVariable: name, ...more }, [text(shown)])
}

import type { InlineCode } from 'mdast'
import { inlineCodeContent, UNTRANSLATED } from './code-element.ts'
import { NO_VALUES, type RecordedValues } from './value-content.ts'

/** Says of inline code that it is not translated, and where its lines do not break. */
export function markInlineCode(node: InlineCode, recorded: RecordedValues = NO_VALUES): void {
  node.data = {
    hProperties: UNTRANSLATED,
    hChildren: inlineCodeContent(node.value, recorded),
  }
}

import type { ElementContent } from 'hast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toHast } from 'mdast-util-to-hast'
import { visit } from 'unist-util-visit'
import { markFileLinks } from './file-links.ts'
import { markInlineCode } from './inline-code.ts'
import { NO_VALUES, type RecordedValues } from './value-content.ts'

/**
 * @param markdown CommonMark, of an option or a key: not MDX, so `{` and `<` are only themselves.
 * @param recorded values whose places inline code may have.
 * @throws {FileLinkError}
 */
export function markdownContent(
  markdown: string,
  recorded: RecordedValues = NO_VALUES,
): ElementContent[] {
  const source = fromMarkdown(markdown)
  visit(source, 'inlineCode', (node) => markInlineCode(node, recorded))
  markFileLinks(source)
  const tree = toHast(source)
  return tree.type === 'root' ? (tree.children as ElementContent[]) : []
}

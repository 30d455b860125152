import type { ElementContent } from 'hast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toHast } from 'mdast-util-to-hast'
import { visit } from 'unist-util-visit'
import { markInlineCode } from './inline-code.ts'

/** @param markdown CommonMark, of an option or a key: not MDX, so `{` and `<` are only themselves. */
export function markdownContent(markdown: string): ElementContent[] {
  const source = fromMarkdown(markdown)
  visit(source, 'inlineCode', (node) => markInlineCode(node))
  const tree = toHast(source)
  return tree.type === 'root' ? (tree.children as ElementContent[]) : []
}

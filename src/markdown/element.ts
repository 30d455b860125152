import type { Element, ElementContent, Properties } from 'hast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toHast } from 'mdast-util-to-hast'

/** @returns an element of the page (hast). */
export function element(
  tagName: string,
  properties: Properties,
  children: readonly ElementContent[],
): Element {
  return { type: 'element', tagName, properties, children: [...children] }
}

export function text(value: string): ElementContent {
  return { type: 'text', value }
}

/** @param markdown CommonMark, of an option or a key: not MDX, so `{` and `<` are only themselves. */
export function markdownContent(markdown: string): ElementContent[] {
  const tree = toHast(fromMarkdown(markdown))
  return tree.type === 'root' ? (tree.children as ElementContent[]) : []
}

import type { Element } from 'hast'
import type { PhrasingContent, RootContent } from 'mdast'

/**
 * An element in the place of a Markdown node, whose own kind does not matter then.
 * @param content Markdown that the element holds in the place of its children.
 */
export function nodeOf(
  { tagName, properties, children }: Element,
  content?: readonly RootContent[],
): RootContent {
  const hast = { hName: tagName, hProperties: properties }
  return {
    type: 'paragraph',
    children: [...(content ?? [])] as PhrasingContent[],
    data: content === undefined ? { ...hast, hChildren: children } : hast,
  }
}

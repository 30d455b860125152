import type { ElementContent } from 'hast'
import type { Root, RootContent } from 'mdast'
import type {} from 'remark-mdx'
import { visit } from 'unist-util-visit'

/** Components that bring styles and code, and the elements for which alone a page needs them. */
const PARTS = {
  BySystemParts: ['by-system'],
  FileParts: ['saved-file', 'file-link'],
  VariableParts: ['chapter-variable'],
  PictureParts: ['lesson-picture'],
  QuizParts: ['lesson-quiz'],
} as const

/**
 * Imports into a chapter what its elements need, so that other pages load nothing of it. Its place is
 * before the first of them: some of it comes before that is painted.
 */
export function addParts(tree: Root): void {
  for (const [name, tagNames] of Object.entries(PARTS)) {
    let isThere = false
    visit(tree, (node, index, parent) => {
      if (isThere || index === undefined || !parent) return
      if (!tagNames.some((tagName) => isOrHolds(node.data, tagName))) return
      isThere = true
      const part = { type: 'mdxJsxFlowElement', name, attributes: [], children: [] }
      parent.children.splice(index, 0, part as never)
    })
    if (isThere) tree.children.unshift(importOf(name))
  }
}

/** Whether a node becomes such an element, or has one in the content that it was given. */
function isOrHolds(data: object | undefined, tagName: string): boolean {
  const { hName, hChildren = [] } = (data ?? {}) as { hName?: string; hChildren?: ElementContent[] }
  if (hName === tagName) return true
  let holds = false
  visit({ type: 'root', children: hChildren }, 'element', (element) => {
    holds ||= element.tagName === tagName
  })
  return holds
}

/** `import name from '…'`: MDX reads an import's syntax tree (ESTree), not its text. */
function importOf(name: string): RootContent {
  const { pathname } = new URL(`../components/parts/${name}.astro`, import.meta.url)
  const value = decodeURIComponent(pathname)
  return {
    type: 'mdxjsEsm',
    value: '',
    data: {
      estree: {
        type: 'Program',
        sourceType: 'module',
        comments: [],
        body: [
          {
            type: 'ImportDeclaration',
            attributes: [],
            specifiers: [{ type: 'ImportDefaultSpecifier', local: { type: 'Identifier', name } }],
            source: { type: 'Literal', value, raw: JSON.stringify(value) },
          },
        ],
      },
    },
  }
}

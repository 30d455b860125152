import type { Root, RootContent } from 'mdast'
import type {} from 'remark-mdx'
import { visit } from 'unist-util-visit'

/** What a page needs for some of its elements alone: the component that brings styles and code. */
const PARTS = {
  'by-system': 'BySystemParts',
  'chapter-variable': 'VariableParts',
  'lesson-picture': 'PictureParts',
  'lesson-quiz': 'QuizParts',
} as const

/**
 * Imports into a chapter what its elements need, so that other pages load nothing of it. Its place is
 * before the first of them: some of it comes before that is painted.
 */
export function addParts(tree: Root): void {
  for (const [tagName, name] of Object.entries(PARTS)) {
    let isThere = false
    visit(tree, (node, index, parent) => {
      if (isThere || index === undefined || !parent) return
      if ((node.data as { hName?: string } | undefined)?.hName !== tagName) return
      isThere = true
      const part = { type: 'mdxJsxFlowElement', name, attributes: [], children: [] }
      parent.children.splice(index, 0, part as never)
    })
    if (isThere) tree.children.unshift(importOf(name))
  }
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

import type { Link, Nodes, Root } from 'mdast'
import type { MdxJsxFlowElement, MdxjsEsm } from 'mdast-util-mdx'
import { visit } from 'unist-util-visit'
import { PathError, parseHomePath } from '../../lesson/home-path.ts'

const SCHEME = 'file:'

/** The component that brings a page the code behind its files; where there are none, it has none. */
const ACTIONS = '@blitz/FileActions.astro'

/**
 * Makes `[Dockerfile](file:~/web/Dockerfile)` a link to the editor, which is plain text until the page's
 * code comes.
 * @returns whether there are any.
 * @throws {FileLinkError}
 */
export function markFileLinks(tree: Nodes): boolean {
  let found = false
  visit(tree, 'link', (node) => {
    if (!node.url.toLowerCase().startsWith(SCHEME)) return
    found = true
    node.data = {
      hName: 'a',
      // Without an address it is no link yet.
      hProperties: { href: undefined, dataEdit: pathOf(node), className: ['file-link'] },
    }
  })
  return found
}

/** A link to a file that cannot be one; the message is a sentence. */
export class FileLinkError extends Error {
  override readonly name = 'FileLinkError'
  readonly link: Link

  constructor(link: Link, sentence: string) {
    super(sentence)
    this.link = link
  }
}

function pathOf(link: Link): string {
  const written = decoded(link.url.slice(SCHEME.length))
  try {
    return parseHomePath(written)
  } catch (error) {
    if (!(error instanceof PathError)) throw error
    throw new FileLinkError(link, `The file link "${written}" ${error.message}`)
  }
}

/** An address may have `%20` for a space. */
function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

/** Has the page bring the code of its files. */
export function addFileActions(tree: Root): void {
  tree.children.push(importOf('FileActions', ACTIONS), element('FileActions'))
}

function element(name: string): MdxJsxFlowElement {
  return { type: 'mdxJsxFlowElement', name, attributes: [], children: [] }
}

function importOf(name: string, path: string): MdxjsEsm {
  const value = `import ${name} from ${JSON.stringify(path)}`
  const local = { type: 'Identifier', name } as const
  return {
    type: 'mdxjsEsm',
    value,
    data: {
      estree: {
        type: 'Program',
        sourceType: 'module',
        comments: [],
        body: [
          {
            type: 'ImportDeclaration',
            specifiers: [{ type: 'ImportDefaultSpecifier', local }],
            source: { type: 'Literal', value: path, raw: JSON.stringify(path) },
            attributes: [],
          },
        ],
      },
    },
  }
}

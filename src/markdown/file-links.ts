import type { Link, Nodes } from 'mdast'
import { visit } from 'unist-util-visit'
import { PathError, parseHomePath } from '../../lesson/home-path.ts'

const SCHEME = 'file:'

/**
 * Makes `[Dockerfile](file:~/web/Dockerfile)` a link to the editor, which is plain text until the page's
 * code comes.
 * @throws {FileLinkError}
 */
export function markFileLinks(tree: Nodes): void {
  visit(tree, 'link', (node) => {
    if (!node.url.toLowerCase().startsWith(SCHEME)) return
    node.data = {
      hName: 'file-link',
      // No address: that of the file would lead nowhere.
      hProperties: { href: undefined, dataEdit: pathOf(node) },
    }
  })
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

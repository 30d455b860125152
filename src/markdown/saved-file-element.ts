import type { Code, RootContent } from 'mdast'
import { blockAnchor } from '../../lesson/block-anchor.ts'
import { shownPath } from '../../lesson/home-path.ts'
import type { SavedFile } from '../../lesson/saved-file.ts'

/**
 * A fence that is a file: the code block that it would be anyway, and a place below it for the buttons
 * of `file-actions.ts`.
 * @param code options of the code block.
 */
export function savedFileNode(node: Code, file: SavedFile, code: string): RootContent {
  const title = /(?:^|\s)title=/.test(code) ? '' : `title=${quoted(shownPath(file.path))}`
  const shown: Code = { ...node, meta: `${title} ${code}`.trim() }
  return {
    type: 'paragraph',
    children: [shown as never],
    data: {
      hName: 'saved-file',
      hProperties: {
        id: blockAnchor(file.name),
        dataFile: file.name,
        dataPath: file.path,
        dataText: file.text,
      },
    },
  }
}

/** Expressive Code takes a value in quotes of either kind, and none with both. */
function quoted(value: string): string {
  return value.includes('"') ? `'${value.replaceAll("'", '’')}'` : `"${value}"`
}

import type { Root } from 'mdast'
import { visit } from 'unist-util-visit'
import type { VFile } from 'vfile'
import { ChapterBlocks } from '../../lesson/block.ts'
import { FenceError } from '../../lesson/fence-error.ts'
import { liveTerminalElement } from './live-terminal-element.ts'

/** Turns each fence of the language `console` with the word `run` into a `<live-terminal>`. */
export function remarkLiveTerminal() {
  return (tree: Root, file: VFile): void => {
    const blocks = new ChapterBlocks(file.stem ?? 'page')
    visit(tree, 'code', (node, index, parent) => {
      try {
        const block = blocks.read({ language: node.lang, meta: node.meta, content: node.value })
        if (block === undefined || parent === undefined || index === undefined) return
        const { tagName, properties, children } = liveTerminalElement(block)
        const data = { hName: tagName, hProperties: properties, hChildren: children }
        parent.children[index] = { type: 'paragraph', children: [], data }
      } catch (error) {
        if (!(error instanceof FenceError)) throw error
        const line = (node.position?.start.line ?? 1) + error.line
        file.fail(error.message, { line, column: 1 })
      }
    })
  }
}

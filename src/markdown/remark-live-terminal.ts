import type { Element } from 'hast'
import type { Code, Parents, Root, RootContent } from 'mdast'
import { visit } from 'unist-util-visit'
import type { VFile } from 'vfile'
import type { Block } from '../../lesson/block.ts'
import { type ChapterItem, ChapterReader } from '../../lesson/chapter-reader.ts'
import { FenceError } from '../../lesson/fence-error.ts'
import { markInlineCode } from './inline-code.ts'
import { liveTerminalElement } from './live-terminal-element.ts'
import type { OtherSides } from './side-elements.ts'
import { taskElement } from './task-element.ts'
import type { RecordedValues } from './value-content.ts'

interface Place {
  readonly node: Code
  readonly parent: Parents
  readonly item: ChapterItem
}

/** Turns the fences of a chapter that are more than code into the elements of its page. */
export function remarkLiveTerminal() {
  return (tree: Root, file: VFile): void => {
    const chapter = file.stem ?? 'page'
    const reader = new ChapterReader(chapter)
    const places = placesOf(tree, file, reader)
    const recorded = { chapter, values: reader.recorded }
    expectRecorded(places, recorded, file)
    const sides = sidesOf(places)
    for (const { node, parent, item } of places) {
      const index = parent.children.indexOf(node as never)
      parent.children.splice(index, 1, ...(contentOf(item, recorded, sides) as never[]))
    }
    visit(tree, 'inlineCode', (node) => markInlineCode(node, recorded))
  }
}

function placesOf(tree: Root, file: VFile, reader: ChapterReader): Place[] {
  const places: Place[] = []
  visit(tree, 'code', (node, _, parent) => {
    try {
      const item = reader.read({ language: node.lang, meta: node.meta, content: node.value })
      if (item && parent) places.push({ node, parent, item })
    } catch (error) {
      if (!(error instanceof FenceError)) throw error
      fail(file, node, error.message, error.line)
    }
  })
  return places
}

function sidesOf(places: readonly Place[]): ReadonlyMap<Block, OtherSides> {
  const sides = new Map<Block, OtherSides>()
  for (const { item } of places) {
    if (item.kind === 'then') {
      sides.set(item.block, { ...sides.get(item.block), old: item.steps })
    }
    if (item.kind === 'newer') {
      sides.set(item.block, { ...sides.get(item.block), newer: item.newer })
    }
  }
  return sides
}

/** A page has a value for every name from its first minute on. */
function expectRecorded(places: readonly Place[], recorded: RecordedValues, file: VFile): void {
  for (const { node, item } of places) {
    const name = item.kind === 'block' ? item.block.capture?.name : undefined
    if (name === undefined || recorded.values.has(name)) continue
    const command = `npm run lessons -- record ${recorded.chapter}`
    fail(file, node, `The output shows nothing that ${name} captures: ${command} renews it.`)
  }
}

/** @param line counted from the fence's opening line. */
function fail(file: VFile, node: Code, sentence: string, line = 0): never {
  file.fail(sentence, { line: (node.position?.start.line ?? 1) + line, column: 1 })
}

function contentOf(
  item: ChapterItem,
  recorded: RecordedValues,
  sides: ReadonlyMap<Block, OtherSides>,
): RootContent[] {
  switch (item.kind) {
    case 'block':
      return [nodeOf(liveTerminalElement(item.block, recorded, sides.get(item.block)))]
    case 'task':
      return [nodeOf(taskElement(item.task))]
    case 'then':
    case 'newer':
      // Its block shows it.
      return []
  }
}

/** An element in the place of a Markdown node, whose own kind does not matter then. */
function nodeOf({ tagName, properties, children }: Element): RootContent {
  const data = { hName: tagName, hProperties: properties, hChildren: children }
  return { type: 'paragraph', children: [], data }
}

import type { Code, Parents, Root, RootContent } from 'mdast'
import type {} from 'remark-mdx'
import { visit } from 'unist-util-visit'
import type { VFile } from 'vfile'
import { type Block, outputOf } from '../../lesson/block.ts'
import { type ChapterItem, ChapterReader } from '../../lesson/chapter-reader.ts'
import { FenceError } from '../../lesson/fence-error.ts'
import { markBySystem } from './by-system-content.ts'
import { addParts } from './chapter-parts.ts'
import { FileLinkError, markFileLinks } from './file-links.ts'
import { markInlineCode } from './inline-code.ts'
import { liveTerminalElement } from './live-terminal-element.ts'
import { nodeOf } from './node-of.ts'
import { pictureElement } from './picture-element.ts'
import { quizElement } from './quiz-element.ts'
import { savedFileNode } from './saved-file-element.ts'
import type { OtherSides } from './side-elements.ts'
import { taskElement } from './task-element.ts'
import { type RecordedValues, valueElement } from './value-content.ts'
import { variableElement } from './variable-element.ts'

interface Place {
  readonly node: Code
  readonly parent: Parents
  readonly item: ChapterItem
}

export interface LiveTerminalOptions {
  /** @param block `chapter/name`. */
  readonly hasRecording: (block: string) => boolean
}

/** Turns the fences of a chapter that are more than code into the elements of its page. */
export function remarkLiveTerminal({ hasRecording }: LiveTerminalOptions) {
  return (tree: Root, file: VFile): void => {
    const chapter = file.stem ?? 'page'
    const reader = new ChapterReader(chapter)
    const places = placesOf(tree, file, reader)
    const { recorded: values, variables } = reader
    const recorded = { chapter, values, variables }
    expectRecorded(places, recorded, file)
    const sides = sidesOf(places)
    const shownOf = (node: Code, item: ChapterItem) => {
      try {
        return contentOf(node, item, recorded, sides, hasRecording)
      } catch (error) {
        if (!(error instanceof FileLinkError)) throw error
        return fail(file, node, error.message)
      }
    }
    for (const { node, parent, item } of places) {
      const index = parent.children.indexOf(node as never)
      parent.children.splice(index, 1, ...(shownOf(node, item) as never[]))
    }
    visit(tree, 'inlineCode', (node) => markInlineCode(node, recorded))
    markVariablesInText(tree, recorded)
    markBySystem(tree, file, chapter)
    markLinks(tree, file)
    addParts(tree)
  }
}

function markLinks(tree: Root, file: VFile): void {
  try {
    markFileLinks(tree)
  } catch (error) {
    if (!(error instanceof FileLinkError)) throw error
    file.fail(error.message, error.link.position?.start)
  }
}

/** `{name}` is an expression to MDX; where it names a variable of the chapter it is its place. */
function markVariablesInText(tree: Root, recorded: RecordedValues): void {
  visit(tree, 'mdxTextExpression', (node, index, parent) => {
    const variable = recorded.variables.get(node.value.trim())
    if (variable === undefined || index === undefined || !parent) return
    const place = valueElement({ name: variable.name, value: variable.default }, recorded)
    parent.children[index] = nodeOf(place) as never
  })
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
  node: Code,
  item: ChapterItem,
  recorded: RecordedValues,
  sides: ReadonlyMap<Block, OtherSides>,
  hasRecording: LiveTerminalOptions['hasRecording'],
): RootContent[] {
  switch (item.kind) {
    case 'block': {
      const { block } = item
      const isRecorded = hasRecording(block.name) || outputOf(block.steps).trim() !== ''
      return [nodeOf(liveTerminalElement(block, recorded, sides.get(block), isRecorded))]
    }
    case 'task':
      return [nodeOf(taskElement(item.task, recorded))]
    case 'file':
      return [savedFileNode(node, item.file, item.code)]
    case 'variable':
      return [nodeOf(variableElement(item.variable, recorded.chapter))]
    case 'quiz':
      return [nodeOf(quizElement(item.quiz, recorded))]
    case 'picture':
      return [nodeOf(pictureElement(item.picture))]
    case 'then':
    case 'newer':
      // Its block shows it.
      return []
  }
}

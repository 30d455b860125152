import type { BlockContent, Root, RootContent } from 'mdast'
import type {} from 'remark-mdx'
import { SKIP, visit } from 'unist-util-visit'
import type { VFile } from 'vfile'
import { nearest } from '../../lesson/nearest.ts'
import { phrase } from '../../words/phrase.ts'
import { SYSTEMS, type SystemElement } from '../by-system/systems.ts'
import { element, text } from './element.ts'
import { nodeOf } from './node-of.ts'

type JsxElement = Extract<RootContent, { type: 'mdxJsxFlowElement' }>

const NAMES = Object.keys(SYSTEMS) as [SystemElement, ...SystemElement[]]

/**
 * Turns `<BySystem>` with a `<Linux>`, a `<MacOS>` and a `<Windows>` in it into passages with their
 * names. With no JavaScript all of them are read; `by-system.ts` shows the reader's own.
 */
export function markBySystem(tree: Root, file: VFile, chapter: string): void {
  let count = 0
  visit(tree, (node, index, parent) => {
    if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return undefined
    if (NAMES.some((name) => name === node.name)) {
      file.fail(`Put <${node.name}> into a <BySystem>, on a line of its own.`, node.position)
    }
    if (node.name !== 'BySystem' || index === undefined || parent === undefined) return undefined
    if (node.type !== 'mdxJsxFlowElement') {
      file.fail('Put <BySystem> and </BySystem> on lines of their own.', node.position)
    }
    count += 1
    parent.children[index] = passagesOf(node, file, `system-${chapter}-${count}`)
    return SKIP
  })
}

function passagesOf(node: JsxElement, file: VFile, id: string): RootContent {
  const passages = new Map<SystemElement, JsxElement>()
  for (const child of node.children) {
    const name = child.type === 'mdxJsxFlowElement' ? child.name : undefined
    const known = NAMES.find((one) => one === name)
    if (child.type !== 'mdxJsxFlowElement' || known === undefined) {
      const meant = typeof name === 'string' ? ` Did you mean <${nearest(name, NAMES)}>?` : ''
      file.fail(`A <BySystem> holds <Linux>, <MacOS> and <Windows> only.${meant}`, child.position)
    }
    if (passages.has(known)) file.fail(`The <BySystem> has <${known}> already.`, child.position)
    passages.set(known, child)
  }
  const missing = NAMES.find((name) => !passages.has(name))
  if (missing !== undefined) {
    file.fail(`The <BySystem> has no <${missing}>: each reader finds their system.`, node.position)
  }
  const sections = NAMES.map((name) => sectionOf(name, passages.get(name)?.children ?? [], id))
  return nodeOf(element('by-system', {}, []), [nodeOf(tabs(id)), ...sections])
}

function sectionOf(name: SystemElement, children: readonly RootContent[], id: string): RootContent {
  const { id: system, title } = SYSTEMS[name]
  const heading = nodeOf(element('p', { className: ['system-name'] }, [text(title)]))
  const section = element('section', { id: `${id}-${system}`, dataSystem: system }, [])
  return nodeOf(section, [heading, ...(children as BlockContent[])])
}

function tabs(id: string) {
  const buttons = NAMES.map((name) => {
    const { id: system, title } = SYSTEMS[name]
    const properties = {
      type: 'button',
      role: 'tab',
      id: `${id}-${system}-tab`,
      ariaControls: [`${id}-${system}`],
      dataSystem: system,
    }
    return element('button', properties, [text(title)])
  })
  return element(
    'div',
    {
      className: ['system-tabs', 'not-content'],
      role: 'tablist',
      ariaLabel: phrase('system.label'),
      dataPagefindIgnore: '',
    },
    buttons,
  )
}

import type { Link, Root } from 'mdast'
import { findAndReplace } from 'mdast-util-find-and-replace'
import type { VFile } from 'vfile'
import type { Term } from '../glossary/glossary.ts'

/** Where a word is a name, a command or a link already. */
const IGNORED = [
  'heading',
  'link',
  'linkReference',
  'mdxJsxFlowElement',
  'mdxJsxTextElement',
  (node: object) => (node as { data?: { directiveLabel?: boolean } }).data?.directiveLabel === true,
]

/** Turns the first occurrence of each term in the text of a chapter into a link to the glossary. */
export function remarkGlossary({ terms }: { terms: readonly Term[] }) {
  // "Base image" before "image", which is a part of it.
  const longestFirst = terms.toSorted((one, other) => other.name.length - one.name.length)
  return (tree: Root, file: VFile): void => {
    const frontmatter = (
      file.data['astro'] as { frontmatter?: Record<string, unknown> } | undefined
    )?.frontmatter
    if (frontmatter?.['chapter'] === undefined) return
    for (const term of longestFirst) markFirst(tree, term)
  }
}

function markFirst(tree: Root, { name, slug }: Term): void {
  let marked = false
  const mark = (words: string): Link | false => {
    if (marked) return false
    marked = true
    return {
      type: 'link',
      url: `/glossary/#${slug}`,
      data: { hProperties: { className: ['term'] } },
      children: [{ type: 'text', value: words }],
    }
  }
  findAndReplace(tree, [termPattern(name), mark], { ignore: IGNORED })
}

/** A term as a word of its own, in either number: a registry, registries. */
export function termPattern(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const forms = /[^aeiou]y$/.test(name) ? `${escaped.slice(0, -1)}(?:y|ies)` : `${escaped}(?:e?s)?`
  return new RegExp(`(?<![\\w./:-])${forms}(?![\\w/:-]|\\.\\w)`, 'gi')
}

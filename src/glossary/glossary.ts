import GithubSlugger from 'github-slugger'
import type { Root, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toString as plainText } from 'mdast-util-to-string'

/** Longest definition of a card, in UTF-16 units; a first sentence that is longer stands all the same. */
const CARD_LENGTH = 220

export interface Term {
  /** As it stands in its heading. */
  readonly name: string
  /** The address of its heading on the page of the glossary, as the site makes it. */
  readonly slug: string
  /** Its first sentence, or as many as a card has room for; plain text. */
  readonly definition: string
}

/** Reads a page of `## Term` and paragraphs. @param source with or without its first lines of YAML. */
export function parseGlossary(source: string): readonly Term[] {
  const { children }: Root = fromMarkdown(source.replace(/^---\n.*?\n---\n/s, ''))
  const slugger = new GithubSlugger()
  return children.flatMap((node, index) => {
    if (node.type !== 'heading') return []
    const name = plainText(node)
    const slug = slugger.slug(name)
    return node.depth === 2
      ? [{ name, slug, definition: definitionAfter(children[index + 1]) }]
      : []
  })
}

function definitionAfter(node: RootContent | undefined): string {
  if (node?.type !== 'paragraph') return ''
  const words = plainText(node).replace(/\s+/g, ' ')
  const [first = '', ...others] = [
    ...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(words),
  ].map(({ segment }) => segment)
  let card = first
  for (const sentence of others) {
    if (card.length + sentence.length > CARD_LENGTH) break
    card += sentence
  }
  return card.trim()
}

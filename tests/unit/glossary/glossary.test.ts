import { fromMarkdown } from 'mdast-util-from-markdown'
import { visit } from 'unist-util-visit'
import { VFile } from 'vfile'
import { describe, expect, it } from 'vitest'
import { parseGlossary } from '../../../src/glossary/glossary.ts'
import { remarkGlossary, termPattern } from '../../../src/markdown/remark-glossary.ts'

const SOURCE = `---
title: Glossary
---

## Base image

What a *Dockerfile* begins
with. Named behind \`FROM\`.

## Image

${'A file system in layers that does not change, with a note on how to start it. '.repeat(4)}

## PID 1

The first process.
`

const TERMS = parseGlossary(SOURCE)

/** @returns the links of a chapter's text, each as its address and its words. */
function marked(text: string, frontmatter: Record<string, unknown> = { chapter: 1 }): string[] {
  const tree = fromMarkdown(text)
  remarkGlossary({ terms: TERMS })(tree, new VFile({ data: { astro: { frontmatter } } }))
  const links: string[] = []
  visit(tree, 'link', ({ url, children: [child] }) => {
    links.push(`${url} ${child?.type === 'text' ? child.value : ''}`)
  })
  return links
}

describe('the glossary', () => {
  it('gives each term its address and a definition in plain text', () => {
    expect(TERMS[0]).toEqual({
      name: 'Base image',
      slug: 'base-image',
      definition: 'What a Dockerfile begins with. Named behind FROM.',
    })
    expect(TERMS.map(({ slug }) => slug)).toEqual(['base-image', 'image', 'pid-1'])
  })

  it('keeps a card short, by whole sentences', () => {
    expect(TERMS[1]?.definition.length).toBeLessThanOrEqual(220)
    expect(TERMS[1]?.definition).toMatch(/start it\.$/)
  })
})

describe('a term in a chapter', () => {
  it('is marked where it first occurs, and no more', () => {
    expect(marked('Images are made once. An image stays.')).toEqual(['/glossary/#image Images'])
  })

  it('is the longest that fits', () => {
    expect(marked('A base image, and then an image.')).toEqual([
      '/glossary/#base-image base image',
      '/glossary/#image image',
    ])
  })

  it.each([
    ['a heading', '# An image'],
    ['inline code', 'Run `docker image ls`.'],
    ['a code block', '```\nimage\n```'],
    ['a link', 'See [the image](/there/).'],
  ])('is left alone in %s', (_, text) => {
    const links = marked(text).filter((link) => link.startsWith('/glossary/'))
    expect(links).toEqual([])
  })

  it('is left alone on pages that are no chapter', () => {
    expect(marked('An image.', {})).toEqual([])
  })

  it.each([
    ['Registry', 'registries', true],
    ['Image', 'images', true],
    ['Image', 'imaged', false],
    ['Image', 'docker/image', false],
    ['Image', 'image-like', false],
    ['Image', 'the end of an image.', true],
    ['PID 1', 'PID 10', false],
  ])('%s is found in "%s": %s', (name, text, found) => {
    expect(termPattern(name).test(text)).toBe(found)
  })
})

import type { Root } from 'hast'
import type {} from 'remark-mdx'
import { describe, expect, it } from 'vitest'
import { element, text } from '../../../src/markdown/element.ts'
import { rehypeBase } from '../../../src/markdown/rehype-base.ts'

/** @returns the addresses of a chapter under that base. */
function moved(base: string, addresses: readonly string[]): unknown[] {
  const links = addresses.map((href) => element('a', { href }, [text('here')]))
  const image = element('img', { src: addresses[0] as string }, [])
  const written = {
    type: 'mdxJsxTextElement' as const,
    name: 'a',
    attributes: [
      { type: 'mdxJsxAttribute' as const, name: 'href', value: addresses[0] as string },
      { type: 'mdxJsxAttribute' as const, name: 'title', value: '/not an address' },
    ],
    children: [],
  }
  const tree: Root = { type: 'root', children: [element('p', {}, [...links, image, written])] }
  rehypeBase({ base })(tree)
  return [
    ...links.map(({ properties }) => properties['href']),
    image.properties['src'],
    ...written.attributes.map(({ value }) => value),
  ]
}

describe('the links of a chapter', () => {
  it('lead to the site under its base, and elsewhere as written', () => {
    const addresses = ['/welcome/', '/', '#here', 'next/', '//other.example/', 'https://x.example/']
    expect(moved('/docker/', addresses)).toEqual([
      '/docker/welcome/',
      '/docker/',
      '#here',
      'next/',
      '//other.example/',
      'https://x.example/',
      '/docker/welcome/',
      '/docker/welcome/',
      '/not an address',
    ])
    expect(moved('/', addresses).slice(0, 2)).toEqual(['/welcome/', '/'])
  })
})

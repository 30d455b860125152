import type { Root } from 'hast'
import type {} from 'remark-mdx'
import { visit } from 'unist-util-visit'

/** Attributes by which an element of a chapter names another file of the site. */
const ADDRESSES = ['href', 'src']

/**
 * Puts the site's base before every address of the site, so that authors write `/welcome/` wherever
 * the site will be.
 * @param base with a slash at both ends.
 */
export function rehypeBase({ base }: { base: string }) {
  return (tree: Root): void => {
    if (base === '/') return
    const atBase = (address: unknown) =>
      typeof address === 'string' && /^\/(?!\/)/.test(address) ? base + address.slice(1) : undefined
    visit(tree, (node) => {
      if (node.type === 'element') {
        for (const name of ADDRESSES) {
          const moved = atBase(node.properties[name])
          if (moved !== undefined) node.properties[name] = moved
        }
      }
      if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return
      for (const attribute of node.attributes) {
        if (attribute.type !== 'mdxJsxAttribute' || !ADDRESSES.includes(attribute.name)) continue
        attribute.value = atBase(attribute.value) ?? attribute.value
      }
    })
  }
}

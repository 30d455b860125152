import type { Element, ElementContent } from 'hast'

/** What an element holds; words are text. */
export type Content = string | Element

/**
 * @param attributes as HTML writes them.
 * @returns a part of a picture, which the site's build and the browser both know how to show.
 */
export function draw(
  tagName: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Content[]
): Element {
  const content = children.map((child): ElementContent => {
    return typeof child === 'string' ? { type: 'text', value: child } : child
  })
  return { type: 'element', tagName, properties: { ...attributes }, children: content }
}

/** A name, a command or a state: no page translator changes it. */
export function code(words: string): Element {
  return draw('code', { translate: 'no' }, words)
}

/** @returns the same for the page in the browser. */
export function toDom({ tagName, properties, children }: Element): HTMLElement {
  const element = document.createElement(tagName)
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, String(value))
  for (const child of children) {
    if (child.type === 'element') element.append(toDom(child))
    if (child.type === 'text') element.append(child.value)
  }
  return element
}

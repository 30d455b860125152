import type { Element, ElementContent, Properties } from 'hast'

/** @returns an element of the page (hast). */
export function element(
  tagName: string,
  properties: Properties,
  children: readonly ElementContent[],
): Element {
  return { type: 'element', tagName, properties, children: [...children] }
}

export function text(value: string): ElementContent {
  return { type: 'text', value }
}

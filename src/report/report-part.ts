import { make } from '../elements/element.ts'

/** A part of its own, with its heading. */
export function reportPart(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  const id = `report-${title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`
  const section = make('section', {}, make('h2', { id, textContent: title }), ...children)
  section.setAttribute('aria-labelledby', id)
  return section
}

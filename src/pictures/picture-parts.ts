import type { Element } from 'hast'
import { phrase } from '../../words/phrase.ts'
import { type Content, code, draw } from './drawing.ts'

/** Things of one kind that a picture lists; those beyond are counted. */
const SHOWN = 8

export type Attributes = Readonly<Record<string, string>>

/** One part of what is drawn, with its name. */
export function box(attributes: Attributes, title: string, children: readonly Content[]): Element {
  const name = draw('strong', {}, title)
  return draw('li', { class: 'picture-box', ...attributes }, name, ...children)
}

/** @param text with code between backticks. */
export function words(text: string): Element {
  return draw('p', {}, ...withCode(text))
}

/** An arrow to another part, in words with code between backticks. */
export function way(text: string): Element {
  return draw('p', { class: 'picture-way' }, ...withCode(text))
}

function withCode(text: string): Content[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? code(part) : part))
}

/** @returns things of one kind, such as all images; none where there are none. */
export function things(all: readonly Element[]): Element[] {
  if (all.length === 0) return []
  const left = all.length - SHOWN
  const items = all.slice(0, SHOWN).map((one) => draw('li', {}, one))
  if (left > 0) items.push(draw('li', {}, phrase('picture.more', { number: left })))
  return [draw('ul', { class: 'picture-things' }, ...items)]
}

/** A container, with a mark for its state. */
export function chip(state: string, ...children: readonly Content[]): Element {
  return draw('span', { class: 'picture-chip', 'data-state': state }, ...children)
}

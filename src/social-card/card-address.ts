import { atBase } from '../site/at-base.ts'

/** Landing page and chapters have cards of their own; other pages share that of the landing page. */
export function hasCard(page: string, chapter: number | undefined): boolean {
  return page === 'index' || chapter !== undefined
}

/** @returns where the card of a page is, on the site at `site`. */
export function cardAddress(page: string, chapter: number | undefined, site: URL): string {
  return new URL(atBase(`/cards/${hasCard(page, chapter) ? page : 'index'}.png`), site).href
}

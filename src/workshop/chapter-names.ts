import { BASE } from '../site/at-base.ts'

/** @returns the name of the page at that path: `docker-basics`; the first page's is `index`. */
export function pageName(path: string): string {
  const name = path.slice(BASE.length).split('/')[0]?.toLowerCase() ?? ''
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(name) ? name : 'index'
}

/** @returns what the page calls a chapter, by the link to it. */
export function chapterTitle(chapter: string): string {
  const link = [...document.querySelectorAll<HTMLAnchorElement>('a[data-units]')].find(
    ({ pathname }) => pageName(pathname) === chapter,
  )
  // Without the words for a screen reader that follow the title.
  return link?.querySelector('span, strong')?.textContent?.trim() ?? chapter
}

/** @returns what the page calls one of its blocks; undefined for a block of another page. */
export function blockTitle(block: string): string | undefined {
  const title = document.querySelector(
    `live-terminal[data-block="${CSS.escape(block)}"] .terminal-title`,
  )
  return title?.firstChild?.textContent?.trim()
}

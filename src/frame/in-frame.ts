import { phrase } from '../../words/phrase.ts'

/**
 * Browsers keep what a page saves in a frame of another site apart, or keep nothing; where both belong
 * to one domain, they do not. A page cannot tell which.
 */
export const FRAME_SENTENCE = phrase('frame.apart')

/** Says what is different in a frame of another site, and keeps the frame for this site. */
export function settleInFrame(): void {
  // Most other sites refuse to be shown in a frame.
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href^="http"]')) {
    if (link.origin !== location.origin) inNewTab(link)
  }
  const words = document.createElement('p')
  words.className = 'sandbox-card-more'
  const link = document.createElement('a')
  link.href = location.href
  link.textContent = phrase('frame.open-in-tab')
  inNewTab(link)
  words.append(`${FRAME_SENTENCE} `, link)
  document.querySelector('#sandbox-card')?.append(words)
}

function inNewTab(link: HTMLAnchorElement): void {
  link.target = '_blank'
  link.rel = 'noopener'
}

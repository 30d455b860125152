/**
 * Browsers keep what a page saves in a frame of another site apart, or keep nothing; where both belong
 * to one domain, they do not. A page cannot tell which.
 */
export const FRAME_SENTENCE =
  'Another site shows this page, so your sandbox and your progress here may be separate from those that you have in a tab of its own.'

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
  link.textContent = 'Open this page in a new tab'
  inNewTab(link)
  words.append(`${FRAME_SENTENCE} `, link)
  document.querySelector('#sandbox-card')?.append(words)
}

function inNewTab(link: HTMLAnchorElement): void {
  link.target = '_blank'
  link.rel = 'noopener'
}

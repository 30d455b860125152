import type { HubStatus } from '../../protocol/messages.ts'
import { watchPage } from './page-client.ts'

/** The page that explains where the images come from. */
const ABOUT = '/about-the-images/'

let isShown = false

/**
 * Lets a line under that block say what a reader should know of the images: once a page, where Run
 * was pressed first.
 */
export function showHubNotice(block: HTMLElement): void {
  if (isShown) return
  isShown = true
  const line = document.createElement('p')
  line.className = 'terminal-notice'
  line.role = 'status'
  block.append(line)
  watchPage({
    hub(status) {
      const words = hubWords(status)
      line.replaceChildren(...(words === undefined ? [] : [`${words} `, aboutLink()]))
    },
  })
}

/** @returns undefined where there is nothing to say. */
export function hubWords({ state, standIns }: HubStatus): string | undefined {
  switch (state) {
    case 'off':
      return 'This server has no images to pull: commands that need Docker Hub will fail.'
    case 'filling':
      return 'This server is new and still prepares its images. Until they are there, a pull is refused; try it again in a minute.'
    case 'failed':
      return 'This server could not get all of its images: some cannot be pulled.'
    case 'ready':
      if (standIns.length === 0) return undefined
      return standIns.length === 1
        ? `The image ${standIns[0]} is a small stand-in, built on this server because Docker Hub could not be reached.`
        : `${standIns.length} images here are small stand-ins, built on this server because Docker Hub could not be reached.`
  }
}

function aboutLink(): HTMLAnchorElement {
  const link = document.createElement('a')
  link.href = ABOUT
  link.textContent = 'About the images'
  return link
}

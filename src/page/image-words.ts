import type { HubStatus } from '../../protocol/messages.ts'
import { atBase } from '../site/at-base.ts'

/** The page that explains where the images come from. */
const ABOUT_IMAGES = atBase('/about-the-images/')

/** @returns what to say of the images with a link to more; nothing where they are Docker Hub's own. */
export function imageWords(hub: HubStatus): (string | HTMLElement)[] {
  const sentence = imageSentence(hub)
  if (sentence === undefined) return []
  const link = document.createElement('a')
  link.href = ABOUT_IMAGES
  link.textContent = 'About the images'
  return [`${sentence} `, link]
}

function imageSentence({ state, standIns }: HubStatus): string | undefined {
  switch (state) {
    case 'off':
      return 'This server has no images to pull: commands that need Docker Hub will fail.'
    case 'filling':
      return 'This server is new and is still preparing its images. Until they are there, a pull is refused; try it again in a minute.'
    case 'failed':
      return 'This server could not get all of its images: some cannot be pulled.'
    case 'ready':
      if (standIns.length === 0) return undefined
      return standIns.length === 1
        ? `The image ${standIns[0]} is a small stand-in, built on this server because Docker Hub could not be reached.`
        : `${standIns.length} images here are small stand-ins, built on this server because Docker Hub could not be reached.`
  }
}

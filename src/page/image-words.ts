import type { HubStatus } from '../../protocol/messages.ts'
import { phrase } from '../../words/phrase.ts'
import { atBase } from '../site/at-base.ts'

/** The page that explains where the images come from. Not every course has one; its build says so. */
const ABOUT_IMAGES = atBase('/about-the-images/')

/** @returns what to say of the images with a link to more; nothing where they are Docker Hub's own. */
export function imageWords(hub: HubStatus): (string | HTMLElement)[] {
  const sentence = imageSentence(hub)
  if (sentence === undefined) return []
  if (import.meta.env['ABOUT_IMAGES'] === false) return [sentence]
  const link = document.createElement('a')
  link.href = ABOUT_IMAGES
  link.textContent = phrase('images.about')
  return [`${sentence} `, link]
}

function imageSentence({ state, standIns }: HubStatus): string | undefined {
  // A course without Docker needs no images.
  if (import.meta.env['HAS_ENGINE'] === false) return undefined
  switch (state) {
    case 'off':
      return phrase('images.off')
    case 'filling':
      return phrase('images.filling')
    case 'failed':
      return phrase('images.failed')
    case 'ready':
      if (standIns.length === 0) return undefined
      return standIns.length === 1
        ? phrase('images.stand-in', { image: standIns[0] as string })
        : phrase('images.stand-ins', { number: standIns.length })
  }
}

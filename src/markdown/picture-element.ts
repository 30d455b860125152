import type { Element } from 'hast'
import type { Picture } from '../../lesson/picture.ts'
import { drawPicture } from '../pictures/draw-picture.ts'
import { element, text } from './element.ts'

/** A picture as its author wrote it; `lesson-picture.ts` draws the reader's own in its place. */
export function pictureElement({ kind, caption, recorded }: Picture): Element {
  return element('lesson-picture', { className: ['not-content'], dataKind: kind }, [
    element('figure', {}, [
      drawPicture(kind, recorded),
      element('figcaption', {}, [
        text(caption),
        element('span', { className: ['picture-source'], ariaLive: 'polite' }, []),
      ]),
    ]),
  ])
}

import type { Element } from 'hast'
import type { EngineState, PictureKind } from '../../lesson/picture.ts'
import { draw } from './drawing.ts'
import { engineBoxes } from './engine-picture.ts'
import { lifeBoxes } from './life-picture.ts'
import { portRows } from './port-picture.ts'

const DRAWN = { engine: engineBoxes, life: lifeBoxes, ports: portRows }

/** @returns the list that is the picture: its parts in the order in which they are read. */
export function drawPicture(kind: PictureKind, state: EngineState): Element {
  return draw('ol', { class: `picture picture-${kind}` }, ...DRAWN[kind](state))
}

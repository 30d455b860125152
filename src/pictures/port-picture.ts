import type { Element } from 'hast'
import type { EngineState, PictureContainer, PicturePort } from '../../lesson/picture.ts'
import { phrase } from '../../words/phrase.ts'
import { draw } from './drawing.ts'
import { words } from './picture-parts.ts'

/** Which port of the machine leads to which port of which container. */
export function portRows({ containers }: EngineState): Element[] {
  const rows = containers
    .filter(({ state }) => state === 'running' || state === 'paused')
    .flatMap(({ name, ports }: PictureContainer) =>
      ports.length > 0 ? ports.map((port) => row(name, port)) : [row(name)],
    )
  return rows.length > 0 ? rows : [draw('li', {}, phrase('picture.no-port'))]
}

function row(name: string, { host, container }: Partial<PicturePort> = {}): Element {
  const from =
    host === undefined ? phrase('picture.unpublished') : phrase('picture.published', { port: host })
  const to =
    container === undefined
      ? phrase('picture.container', { name })
      : phrase('picture.container-port', { name, port: container })
  return draw(
    'li',
    { class: 'picture-row', ...(host !== undefined && { 'data-published': '' }) },
    draw('div', { class: 'picture-box' }, words(from)),
    draw('div', { class: 'picture-box' }, words(to)),
  )
}

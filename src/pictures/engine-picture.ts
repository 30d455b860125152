import type { Element } from 'hast'
import type { EngineState } from '../../lesson/picture.ts'
import { phrase } from '../../words/phrase.ts'
import { code } from './drawing.ts'
import { box, chip, things, way, words } from './picture-parts.ts'

/** Who asks whom: the client asks the engine, and the engine asks the registry. */
export function engineBoxes({ images, containers }: EngineState): Element[] {
  return [
    box({}, phrase('picture.client'), [
      words(phrase('picture.client-is')),
      way(phrase('picture.client-asks')),
    ]),
    box({ 'data-main': '' }, phrase('picture.engine'), [
      words(phrase('picture.engine-is')),
      words(phrase('picture.images', { number: images.length })),
      ...things(images.map((name) => code(name))),
      words(phrase('picture.containers', { number: containers.length })),
      ...things(containers.map(({ name, state }) => chip(state, code(name), ` ${state}`))),
      way(phrase('picture.engine-asks')),
    ]),
    box({}, phrase('picture.registry'), [words(phrase('picture.registry-is'))]),
  ]
}

import type { Element } from 'hast'
import type { EngineState } from '../../lesson/picture.ts'
import { phrase } from '../../words/phrase.ts'
import { code } from './drawing.ts'
import { box, chip, things, way, words } from './picture-parts.ts'

interface Phase {
  readonly name: string
  readonly meaning: string
  /** The command that leads to another phase. */
  readonly ways: readonly (readonly [command: string, state: string])[]
}

/** A function, because a build sets its language after this file was loaded. */
const phases = (): readonly Phase[] => [
  { name: 'created', meaning: phrase('picture.created'), ways: [['start', 'running']] },
  {
    name: 'running',
    meaning: phrase('picture.running'),
    ways: [
      ['pause', 'paused'],
      ['stop', 'exited'],
    ],
  },
  { name: 'paused', meaning: phrase('picture.paused'), ways: [['unpause', 'running']] },
  {
    name: 'exited',
    meaning: phrase('picture.exited'),
    ways: [
      ['start', 'running'],
      ['rm', 'removed'],
    ],
  },
  { name: 'removed', meaning: phrase('picture.removed'), ways: [] },
]

/** What may become of a container, by which command, and where the containers are now. */
export function lifeBoxes({ containers }: EngineState): Element[] {
  return phases().map(({ name, meaning, ways }) => {
    const own = containers.filter(({ state }) => state === name)
    return box({ 'data-phase': name, ...(own.length > 0 && { 'data-main': '' }) }, name, [
      words(meaning),
      ...things(own.map((container) => chip(name, code(container.name)))),
      ...ways.map(([command, state]) => way(phrase('picture.leads', { command, state }))),
    ])
  })
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findCircle, type Imports, importsOf, readImports } from '../support/imports.ts'

/**
 * The rooms of the project, from the lowest to the highest, each with the rooms that it may import.
 * A file belongs to the longest row that its path begins with. ARCHITECTURE.md says what each is for.
 */
const ROOMS: readonly (readonly [room: string, mayImport: readonly string[]])[] = [
  ['protocol', []],
  ['node-protocol', []],
  ['lesson', []],
  ['sandbox', []],
  ['words', ['lesson']],
  ['course', ['lesson', 'words']],

  ['src/styles', []],
  ['src/vite-', []],
  ['src/assets', []],
  ['src/site', []],
  ['src/storage', ['src/site']],
  ['src/page', ['src/site', 'src/storage', 'lesson', 'protocol', 'words']],
  ['src/by-system', ['src/storage']],
  ['src/pictures', ['src/page', 'lesson', 'words']],
  ['src/quiz', ['src/storage', 'words']],
  ['src/variables', ['src/page', 'lesson', 'words']],
  ['src/frame', ['src/site', 'words']],
  ['src/storage-notice', ['src/page', 'src/site', 'src/storage', 'words']],
  ['src/elements', []],
  ['src/dialog', ['src/elements', 'src/page', 'words']],
  ['src/membership', ['src/dialog', 'src/page', 'src/site', 'src/storage', 'protocol', 'words']],
  ['src/glossary', ['src/site']],
  ['src/course', ['lesson']],
  ['src/social-card', ['src/site']],
  ['src/markdown', ['src/by-system', 'src/glossary', 'src/pictures', 'lesson', 'words']],
  ['src/then-and-now', []],
  ['src/search', []],
  ['src/layer-picture', ['src/page', 'words']],
  ['src/progress', ['src/dialog', 'src/page', 'src/storage', 'words']],
  ['src/summary', ['src/page', 'src/progress', 'src/site', 'words']],
  [
    'src/take-home',
    [
      'src/dialog',
      'src/elements',
      'src/membership',
      'src/page',
      'src/progress',
      'src/site',
      'src/summary',
      'protocol',
      'words',
    ],
  ],
  [
    'src/join',
    [
      'src/membership',
      'src/page',
      'src/progress',
      'src/site',
      'src/take-home',
      'protocol',
      'words',
    ],
  ],
  ['src/replay', ['src/page', 'src/site', 'words']],
  ['src/catch-up', ['src/page', 'src/site', 'lesson', 'protocol', 'words']],
  [
    'src/editor',
    ['src/catch-up', 'src/dialog', 'src/page', 'src/storage', 'lesson', 'protocol', 'words'],
  ],
  [
    'src/live-terminal',
    [
      'src/catch-up',
      'src/dialog',
      'src/page',
      'src/replay',
      'src/site',
      'src/storage',
      'src/styles',
      'lesson',
      'protocol',
      'words',
    ],
  ],
  ['src/sandbox-status', ['src/live-terminal', 'src/page', 'src/storage', 'protocol', 'words']],
  ['src/dock', ['src/editor', 'src/live-terminal', 'src/page', 'src/storage', 'words']],
  [
    'src/board',
    [
      'src/dialog',
      'src/elements',
      'src/live-terminal',
      'src/membership',
      'src/page',
      'src/site',
      'src/storage',
      'src/summary',
      'protocol',
      'words',
    ],
  ],
  ['src/report', ['src/board', 'src/elements', 'src/page', 'src/site', 'protocol', 'words']],
  ['src/tasks', ['src/catch-up', 'src/dock', 'src/page', 'src/progress', 'protocol', 'words']],
  [
    'src/workshop',
    [
      'src/dialog',
      'src/dock',
      'src/elements',
      'src/live-terminal',
      'src/membership',
      'src/page',
      'src/site',
      'src/storage',
      'src/take-home',
      'lesson',
      'protocol',
      'words',
    ],
  ],
  [
    'src/components',
    [
      'src/by-system',
      'src/course',
      'src/dock',
      'src/editor',
      'src/frame',
      'src/glossary',
      'src/join',
      'src/layer-picture',
      'src/live-terminal',
      'src/page',
      'src/pictures',
      'src/progress',
      'src/quiz',
      'src/sandbox-status',
      'src/search',
      'src/site',
      'src/social-card',
      'src/storage-notice',
      'src/summary',
      'src/tasks',
      'src/then-and-now',
      'src/variables',
      'src/workshop',
      'words',
    ],
  ],
  [
    'src/pages',
    [
      'src/assets',
      'src/board',
      'src/components',
      'src/course',
      'src/glossary',
      'src/report',
      'src/site',
      'src/social-card',
      'lesson',
      'words',
    ],
  ],
  ['src/content.config.ts', ['lesson']],

  ['sandbox-server/common', []],
  ['sandbox-server/observation', ['protocol']],
  ['sandbox-server/deployment.ts', ['sandbox-server/common']],
  ['sandbox-server/drivers', ['sandbox-server/common', 'sandbox']],
  [
    'sandbox-server/settings.ts',
    ['sandbox-server/drivers', 'sandbox-server/common', 'node-protocol'],
  ],
  ['sandbox-server/nodes', ['sandbox-server/drivers', 'sandbox-server/common', 'node-protocol']],
  ['sandbox-server/engines', ['sandbox-server/drivers', 'sandbox-server/common']],
  ['sandbox-server/images', ['sandbox-server/drivers', 'sandbox-server/common']],
  ['sandbox-server/sandboxes', ['sandbox-server/drivers', 'sandbox-server/common', 'protocol']],
  [
    'sandbox-server/house',
    ['sandbox-server/sandboxes', 'sandbox-server/drivers', 'sandbox-server/common', 'protocol'],
  ],
  [
    'sandbox-server/sessions',
    [
      'sandbox-server/house',
      'sandbox-server/sandboxes',
      'sandbox-server/drivers',
      'sandbox-server/common',
      'sandbox-server/observation',
      'protocol',
    ],
  ],
  [
    'sandbox-server/workshops',
    [
      'sandbox-server/sessions',
      'sandbox-server/house',
      'sandbox-server/common',
      'sandbox-server/observation',
      'lesson',
      'protocol',
    ],
  ],
  [
    'sandbox-server/gateway',
    [
      'sandbox-server/workshops',
      'sandbox-server/sessions',
      'sandbox-server/house',
      'sandbox-server/common',
      'sandbox-server/observation',
      'protocol',
    ],
  ],
  [
    'sandbox-server/hub',
    [
      'sandbox-server/images',
      'sandbox-server/sandboxes',
      'sandbox-server/drivers',
      'sandbox-server/common',
      'protocol',
    ],
  ],
  [
    'sandbox-server/previews',
    [
      'sandbox-server/gateway',
      'sandbox-server/sessions',
      'sandbox-server/sandboxes',
      'sandbox-server/common',
    ],
  ],
  [
    'sandbox-server/board',
    [
      'sandbox-server/gateway',
      'sandbox-server/workshops',
      'sandbox-server/sessions',
      'sandbox-server/common',
      'sandbox-server/observation',
      'protocol',
    ],
  ],
  [
    'sandbox-server/doctor',
    [
      'sandbox-server/house',
      'sandbox-server/sandboxes',
      'sandbox-server/images',
      'sandbox-server/engines',
      'sandbox-server/settings.ts',
      'sandbox-server/drivers',
      'sandbox-server/common',
    ],
  ],
  [
    'sandbox-server/server.ts',
    [
      'sandbox-server/board',
      'sandbox-server/workshops',
      'sandbox-server/gateway',
      'sandbox-server/hub',
      'sandbox-server/previews',
      'sandbox-server/sessions',
      'sandbox-server/house',
      'sandbox-server/sandboxes',
      'sandbox-server/drivers',
      'sandbox-server/common',
      'sandbox-server/observation',
      'protocol',
    ],
  ],

  [
    'sandbox-node',
    [
      'sandbox-server/drivers',
      'sandbox-server/engines',
      'sandbox-server/images',
      'sandbox-server/common',
      'node-protocol',
    ],
  ],
  ['runner', ['course', 'lesson', 'protocol']],
  [
    'tools',
    [
      'node-protocol',
      'sandbox-node',
      'course',
      'lesson',
      'protocol',
      'runner',
      'sandbox-server',
      'words',
    ],
  ],
  ['fidelity', ['sandbox-server', 'tools']],
  ['hosts', ['sandbox-server', 'tools', 'tests/support']],
  [
    'bench',
    [
      'course',
      'fidelity',
      'lesson',
      'node-protocol',
      'protocol',
      'runner',
      'sandbox-node',
      'sandbox-server',
      'tools',
      'tests/support',
    ],
  ],
]

/** The packages that only some rooms may import, so that one room can be replaced without the others. */
const PACKAGES: readonly (readonly [name: string, rooms: readonly string[]])[] = [
  [
    'dockerode',
    [
      'sandbox-server/drivers/docker-engine',
      'sandbox-server/engines',
      'sandbox-server/images',
      'sandbox-server/hub/fill',
      'sandbox-node',
      'tools',
      'fidelity',
      'hosts',
      'bench',
    ],
  ],
  ['ssh2', ['sandbox-server/sandboxes/ssh', 'hosts', 'bench/made-up-sandbox.ts']],
  ['ws', ['sandbox-server/gateway', 'sandbox-server/board', 'runner', 'bench']],
  ['prom-client', ['sandbox-server/observation']],
]

const NAMES = ROOMS.map(([room]) => room)

function isIn(path: string, room: string): boolean {
  return path === room || path.startsWith(room.endsWith('-') ? room : `${room}/`)
}

function roomOf(path: string): string | undefined {
  const rooms = NAMES.filter((room) => isIn(path, room))
  return rooms.sort((one, other) => other.length - one.length)[0]
}

/** @returns a sentence for each import that the tables above do not allow. */
function breaches(imports: Imports): string[] {
  return [...imports].flatMap(([file, imported]) => {
    const room = roomOf(file)
    if (room === undefined) return [`${file} is in no room: add its folder to ROOMS.`]
    return imported.flatMap((path) => {
      const guarded = PACKAGES.find(([name]) => name === path)
      if (guarded && !guarded[1].some((allowed) => isIn(file, allowed))) {
        return [`${file} imports ${path}: only ${guarded[1].join(', ')} may.`]
      }
      if (!path.includes('/') || isIn(path, room) || !isOfProject(path)) return []
      const mayImport = ROOMS.find(([name]) => name === room)?.[1] ?? []
      if (mayImport.some((allowed) => isIn(path, allowed))) return []
      return [`${file} imports ${path}: ${room} may import ${mayImport.join(', ') || 'nothing'}.`]
    })
  })
}

const TOP_FOLDERS = [...new Set(NAMES.map((name) => name.split('/')[0] as string))]

function isOfProject(path: string): boolean {
  return [...TOP_FOLDERS, 'tests'].some((folder) => isIn(path, folder))
}

/** Whether ARCHITECTURE.md means a room within the server by that name. */
function isInside(name: string): boolean {
  return NAMES.includes(`sandbox-server/${name}`)
}

const real = readImports(TOP_FOLDERS)

describe('the rooms of the project', () => {
  it('import only what the table allows', () => {
    expect(real.size).toBeGreaterThan(300)
    expect(breaches(real)).toEqual([])
  })

  it('have no circle of files, types and lazy imports included', () => {
    const circle = findCircle(readImports([...TOP_FOLDERS, 'tests']))
    expect(circle, `${circle?.join(' imports ')}: move what both need to a third file.`).toBe(
      undefined,
    )
  })

  it('are in an order in which each imports lower ones alone', () => {
    for (const [index, [room, mayImport]] of ROOMS.entries()) {
      const lower = NAMES.slice(0, index)
      const higher = mayImport.filter(
        (name) => !lower.some((one) => isIn(one, name)) && name !== 'tests/support',
      )
      expect(higher, `${room} may import rooms that are not above it in the table`).toEqual([])
    }
  })

  it('are in ARCHITECTURE.md as they are here', () => {
    const text = readFileSync(join(import.meta.dirname, '../../ARCHITECTURE.md'), 'utf8')
    const inside = (name: string) => (isInside(name) ? `sandbox-server/${name}` : name)
    const told = text.split('\n').flatMap((line) => {
      const [, mark, name, mayImport] = /^\| (· )?`([a-z.-]+)\/?` +\|.*\|(.*)\|$/.exec(line) ?? []
      if (name === undefined || mayImport === undefined) return []
      const names = [...mayImport.matchAll(/`([^`]+)`/g)].map(([, one]) => inside(one as string))
      return [[mark ? `sandbox-server/${name}` : name, names.sort()] as const]
    })
    const ours = ROOMS.filter(([room]) => !room.startsWith('src/'))
    expect(new Map(told.filter(([room]) => room !== 'src' && room !== 'sandbox-server'))).toEqual(
      new Map(ours.map(([room, mayImport]) => [room, [...mayImport].sort()])),
    )
  })

  it('name the file, the import and the rule where an import is wrong', () => {
    const planted = new Map([
      ['protocol/frames.ts', importsOf('protocol/frames.ts', "import '../lesson/block.ts'")],
      [
        'sandbox-server/house/pool.ts',
        importsOf(
          'sandbox-server/house/pool.ts',
          "import type { Session } from '../sessions/session.ts'\nimport Docker from 'dockerode'",
        ),
      ],
      ['sandbox-server/attic/box.ts', []],
    ])
    expect(breaches(planted)).toEqual([
      'protocol/frames.ts imports lesson/block.ts: protocol may import nothing.',
      'sandbox-server/house/pool.ts imports sandbox-server/sessions/session.ts: sandbox-server/house may import sandbox-server/sandboxes, sandbox-server/drivers, sandbox-server/common, protocol.',
      'sandbox-server/house/pool.ts imports dockerode: only sandbox-server/drivers/docker-engine, sandbox-server/engines, sandbox-server/images, sandbox-server/hub/fill, sandbox-node, tools, fidelity, hosts, bench may.',
      'sandbox-server/attic/box.ts is in no room: add its folder to ROOMS.',
    ])
  })

  it('show a circle of a type and a lazy import', () => {
    const one = importsOf('lesson/one.ts', "import type { Two } from './two.ts'")
    const two = importsOf('lesson/two.ts', "const load = () => import('./one.ts')")
    const circle = findCircle(
      new Map([
        ['lesson/one.ts', one],
        ['lesson/two.ts', two],
      ]),
    )
    expect(circle).toEqual(['lesson/one.ts', 'lesson/two.ts', 'lesson/one.ts'])
  })
})

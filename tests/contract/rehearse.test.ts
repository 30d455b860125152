import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { RehearsalResult } from '../../runner/rehearsal/result.ts'
import type { WorkshopPlan } from '../../sandbox-server/workshops/plan.ts'
import { page, writeCourse } from '../support/course-folder.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

const PROJECT = join(import.meta.dirname, '../..')

const PLAN = {
  title: 'Spring',
  code: 'BLUEBIRD',
  seats: 3,
  prepare: 15,
  course: '',
  groups: [] as { group: string }[],
  thumbnails: 'asked' as const,
  records: 'blocks' as const,
  presence: false,
  certificate: false,
  'keep-days': 30,
} satisfies WorkshopPlan

/** With these, three readers of four blocks make a mistake, reload, lose the line and raise a hand. */
const SEED = 33

/** Longer than the connection takes to break, which is a part of what is rehearsed. */
const BLOCKS = ['one', 'two', 'three', 'four']
  .map((word) => `\`\`\`console run name="${word}"\n$ sleep 0.4; echo ${word}\n${word}\n\`\`\`\n`)
  .join('\n')

let engine: EngineUnderTest
let server: TestServer

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({ driver: engine.driver, live: { warm: 3, warmMaximum: 3 } })
  server.workshops.plan('spring', PLAN)
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

/** `npm run rehearse`, as a host types it. */
async function startRehearsal(words: readonly string[]) {
  const course = await writeCourse({
    'chapters/first.mdx': page('First', 'chapter: 1\n', BLOCKS),
  })
  const stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-rehearse-'))
  onTestFinished(() => rm(stateDirectory, { recursive: true }))
  const own = ['--workshop', 'spring', '--url', server.address, '--token', server.hostToken]
  const child = spawn(
    join(PROJECT, 'node_modules/.bin/node'),
    ['tools/rehearse.ts', ...own, '--seed', String(SEED), '--opening', '0.5', ...words],
    {
      cwd: PROJECT,
      env: { ...process.env, COURSE: course, STATE_DIRECTORY: stateDirectory },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)]
  const ended = once(child, 'exit').then(async ([status]) => {
    return { status, stdout: await stdout, stderr: await stderr }
  })
  return { child, ended, stateDirectory }
}

function seatsTaken(): number {
  return [...server.workshops.named('spring').seats].filter(({ isOver }) => !isOver).length
}

it('three readers join, work, make mistakes and leave nothing behind, and a page says how it went', async () => {
  const slow = ['--join-p95', '--prompt-p95', '--start-p95'].flatMap((name) => [name, '600000'])
  const { ended, stateDirectory } = await startRehearsal(['--pace', '0-1', '--json', ...slow])
  const { status, stdout, stderr } = await ended
  const result = JSON.parse(stdout) as RehearsalResult & { page: string }
  expect(result.failures).toEqual([])
  expect({ status, holds: result.holds }, stderr).toEqual({ status: 0, holds: true })
  expect(result.counts).toMatchObject({ joined: 3, prompts: 3, blocks: 12 })
  expect(result.counts.mistakes).toBeGreaterThan(0)
  expect(result.counts.hands).toBeGreaterThan(0)
  expect(result.times.reload?.count).toBeGreaterThan(0)
  expect(result.times.reconnect?.count).toBeGreaterThan(0)
  expect(result.times.prompt?.p50).toBeGreaterThan(0)
  expect(result.machine?.holds).toBeGreaterThan(0)
  expect(result.page.startsWith(stateDirectory)).toBe(true)
  expect(await readFile(result.page, 'utf8')).toContain('3 seats hold')
  expect(stderr).toContain('3 seats hold')
  expect(seatsTaken()).toBe(0)
})

it('Ctrl+C ends it early, with its seats given up and what was found out so far', async () => {
  const { child, ended } = await startRehearsal(['--pace', '60-60'])
  await until(() => seatsTaken() === 3, 'three seats that are taken')
  child.kill('SIGINT')
  const { status, stdout } = await ended
  expect(status).toBe(130)
  expect(stdout).toContain('3 seats do not hold: the rehearsal was ended by hand when')
  expect(seatsTaken()).toBe(0)
})

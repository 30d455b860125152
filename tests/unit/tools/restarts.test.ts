import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ClosedApps } from '../../../sandbox-server/previews/closed-apps.ts'
import { Restarts } from '../../../tools/restarts.mjs'
import { until } from '../../support/reader.ts'

const PROJECT = join(import.meta.dirname, '../../..')
const PROGRAM = 'tests/support/falling-program.ts'

let directory: string
let running: ChildProcess | undefined
let said = ''

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-falls-'))
  said = ''
})

afterEach(async () => {
  running?.kill('SIGTERM')
  await rm(directory, { recursive: true })
})

/** Keeps a program that ends in that way. @returns its exit status. */
function keep(how: string): Promise<number | null> {
  const words = ['tools/bootstrap.mjs', '--restart', PROGRAM, join(directory, 'starts'), how]
  const keeper = spawn(process.execPath, words, {
    cwd: PROJECT,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  running = keeper
  keeper.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  return new Promise((resolve) => keeper.once('close', resolve))
}

/** @returns the process of each start so far. */
async function starts(): Promise<number[]> {
  const text = await readFile(join(directory, 'starts'), 'utf8').catch(() => '')
  return text.split('\n').filter(Boolean).map(Number)
}

const SLOWLY = 60_000

describe('a server that falls', () => {
  it(
    'is started again each time, and the app that made it fall is closed',
    async () => {
      const ended = keep('fall')
      await until(async () => (await starts()).length === 4, 'the fourth start')
      running?.kill('SIGTERM')
      expect(await ended).toBe(0)
      expect(said.match(/Fault: Invalid status code/g)).toHaveLength(3)
      expect(said).toContain(
        'The server ended with status 70. It starts again at once, and readers keep their sandboxes.',
      )
      expect(said).toContain('It starts again in 0.5 s')
      expect(said).toContain('It starts again in 1 s')
      const closed = new ClosedApps(directory)
      expect(closed.has({ sandbox: 'a1', port: 8080 })).toBe(true)
      expect(closed.has({ sandbox: 'a2', port: 8080 })).toBe(false)
    },
    SLOWLY,
  )

  it(
    'because somebody killed it is started again',
    async () => {
      const ended = keep('wait')
      await until(async () => (await starts()).length === 1, 'the start')
      const [first = 0] = await starts()
      process.kill(first, 'SIGKILL')
      await until(async () => (await starts()).length === 2, 'the second start')
      running?.kill('SIGTERM')
      expect(await ended).toBe(0)
      expect(said).toContain('The server ended by SIGKILL. It starts again at once')
    },
    SLOWLY,
  )

  it.each([
    ['that ended because it cannot serve', 'end', 1],
    ['that fell before it served', 'mute', 70],
  ])(
    'is not started again where it is one %s',
    async (_, how, status) => {
      expect(await keep(how)).toBe(status)
      expect(await starts()).toHaveLength(1)
    },
    SLOWLY,
  )
})

describe('restarts', () => {
  it('come at once, then after growing pauses, and are given up', () => {
    const restarts = new Restarts()
    const pauses = Array.from({ length: 11 }, (_, index) => restarts.next(index))
    expect(pauses).toEqual([
      0,
      500,
      1000,
      2000,
      4000,
      8000,
      16_000,
      30_000,
      30_000,
      30_000,
      undefined,
    ])
  })

  it('begin anew after a time without falls', () => {
    const restarts = new Restarts()
    restarts.next(0)
    restarts.next(1)
    expect(restarts.next(3_600_000)).toBe(0)
  })
})

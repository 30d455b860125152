import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDockerEngineDriver } from '../../sandbox-server/drivers/docker-engine/driver.ts'
import type { LiveCourse } from '../../sandbox-server/house/live-course.ts'
import { SessionRecords } from '../../sandbox-server/sessions/session-records.ts'
import { SessionTokens } from '../../sandbox-server/sessions/session-token.ts'
import {
  type EngineUnderTest,
  engineUnderTest,
  TEST_HOST,
  TEST_LIMITS,
  testKey,
  WITHOUT_ENGINE,
} from '../support/engine.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

let engine: EngineUnderTest
let courses: readonly LiveCourse[]
let directory: string
let server: TestServer

/** A course without Docker, of processes as many as that. */
function courseOf(name: string, pids: number): LiveCourse {
  const { docker, image, deployment } = engine
  const limits = { ...TEST_LIMITS, pids }
  const hasEngine = false
  const shared = { docker, image, deployment, host: TEST_HOST, onThisKernel: true }
  const driver = createDockerEngineDriver({ ...shared, limits, hasEngine, course: name })
  return { name, driver, hasEngine }
}

const key = await testKey()
const tokens = new SessionTokens(randomBytes(32))

/** Of the one state directory, as one that was started again. */
const start = () =>
  startServer({
    driver: engine.driver,
    courses,
    live: { key, tokens, records: new SessionRecords(directory) },
    limits: { pauseMilliseconds: 300 },
  })

/** As a page of that course. */
const readerOf = (course: string, token?: string) =>
  new Reader(`${server.address}/${course}`, token, server.address)

beforeAll(async () => {
  engine = await engineUnderTest(undefined, undefined, undefined, WITHOUT_ENGINE)
  directory = await mkdtemp(join(tmpdir(), 'blitz-test-'))
  courses = [courseOf('git', 300), courseOf('linux', 200)]
  server = await start()
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

const LIMIT = 'cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2> /dev/null'
const idOf = ({ statuses }: Reader) => {
  const status = statuses.findLast(({ state }) => state === 'ready')
  return status?.state === 'ready' ? status.id : undefined
}

describe('a server of several courses', () => {
  it('gives a reader of each a sandbox as that course has it', async () => {
    using ofGit = readerOf('git')
    using ofLinux = readerOf('linux')
    expect((await ofGit.client.exec(LIMIT)).stdout.trim()).toBe('300')
    expect((await ofLinux.client.exec(LIMIT)).stdout.trim()).toBe('200')
    expect(ofGit.hubs.at(-1)?.state ?? 'off').toBe('off')
    expect(ofGit.ports).toEqual([])
  })

  it('has no terminals at the path that is of none', async () => {
    const answer = await fetch(`${server.address}/live`, { method: 'POST' })
    expect(answer.status).toBe(405)
    const live = await fetch(`${server.address}/git/live`)
    expect(live.status).toBe(200)
  })

  it("does not let a course's token into another course", async () => {
    using ofGit = readerOf('git')
    await ofGit.client.exec('true')
    const sandbox = idOf(ofGit)
    using stranger = readerOf('linux', ofGit.token)
    await stranger.client.exec('true')
    expect(idOf(stranger)).not.toBe(sandbox)
    expect(stranger.session).not.toBe(ofGit.session)
  })

  it('pauses a sandbox in which nothing happens, and wakes it with the next key', async () => {
    using reader = readerOf('git')
    const terminal = reader.open('pause/shell')
    expect(await terminal.run('echo before')).toBe(0)
    const [handle] =
      (await courses[0]?.driver.list())?.filter(({ id }) => id === idOf(reader)) ?? []
    await until(async () => (await handle?.state()) === 'paused', 'the pause')
    expect(await terminal.run('echo after')).toBe(0)
    expect(terminal.text).toContain('\nafter\n')
  })

  it('takes over what its readers have of each course, and nothing else', async () => {
    using ofGit = readerOf('git')
    using ofLinux = readerOf('linux')
    const terminal = ofGit.open('adopt/shell')
    expect(await terminal.run('export MINE=kept')).toBe(0)
    await ofLinux.client.exec('touch /tmp/here')
    const before = [idOf(ofGit), idOf(ofLinux)]
    for (const reader of [ofGit, ofLinux]) reader.leave()
    const left = server
    await left.leave()
    server = await start()
    await left[Symbol.asyncDispose]()
    using again = readerOf('git', ofGit.token)
    using linuxAgain = readerOf('linux', ofLinux.token)
    const shell = again.open('adopt/shell', { resume: true })
    await until(() => shell.prompts > 0 || shell.text.includes('kept'), 'the shell of before')
    expect(await shell.run('echo "it is $MINE"')).toBe(0)
    expect(shell.text).toContain('it is kept')
    expect((await linuxAgain.client.exec('ls /tmp/here')).status).toBe(0)
    expect([idOf(again), idOf(linuxAgain)]).toEqual(before)
  })
})

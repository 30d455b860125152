import { execFile } from 'node:child_process'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../../sandbox-server/drivers/docker-engine/find-engine.ts'
import { startOwnEngine } from '../../sandbox-server/drivers/docker-engine/own-engine.ts'
import { until } from '../support/reader.ts'

let directory: string
let socket: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-dockerd-'))
  socket = join(directory, 'docker.sock')
})

afterAll(async () => {
  // A dockerd that is stopped while it starts leaves the mount that it makes of its data root.
  await promisify(execFile)('umount', [join(directory, 'data')]).catch(() => {})
  await rm(directory, { recursive: true, force: true })
})

/** Keeps a second dockerd apart from the one of this machine. */
function apart(): string[] {
  return [
    ...['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')],
    ...['--pidfile', join(directory, 'dockerd.pid'), '--bridge=none', '--iptables=false'],
  ]
}

async function readPid(): Promise<number | undefined> {
  const text = await readFile(join(directory, 'dockerd.pid'), 'utf8').catch(() => '')
  return text === '' ? undefined : Number(text)
}

describe('an engine of our own', () => {
  it('answers once it is started, and is gone once it is stopped', async () => {
    const { engine, stop } = await startOwnEngine({
      socket,
      stateDirectory: join(directory, 'state'),
      words: apart(),
    })
    const pid = await readPid()
    expect(pid).toBeGreaterThan(1)
    expect((await engine.docker.info()).DockerRootDir).toBe(join(directory, 'data'))
    await stop()
    await expect(access(`/proc/${pid}`)).rejects.toThrow('ENOENT')
    await expect(access(join(directory, 'dockerd.pid'))).rejects.toThrow('ENOENT')
    expect((await ask({ kind: 'socket', path: socket })).docker).toBeUndefined()
  })

  it('that cannot start says why, by the end of its log', async () => {
    const stateDirectory = join(directory, 'failing')
    await writeFile(join(directory, 'a-file'), '')
    const words = [...apart(), '--data-root', join(directory, 'a-file/data')]
    await expect(startOwnEngine({ socket, stateDirectory, words })).rejects.toThrow(
      /^dockerd did not start: .*not a directory.* \(\S+\/failing\/dockerd\.log\)$/,
    )
  })

  it('is stopped when the start is given up', async () => {
    const abort = new AbortController()
    const started = startOwnEngine({
      socket,
      stateDirectory: join(directory, 'given-up'),
      words: apart(),
      signal: abort.signal,
    })
    const givenUp = expect(started).rejects.toThrow()
    // dockerd writes it first of all, long before it answers.
    let pid: number | undefined
    await until(async () => {
      pid = await readPid()
      return pid !== undefined
    }, 'the process')
    abort.abort()
    await givenUp
    await expect(access(`/proc/${pid}`)).rejects.toThrow('ENOENT')
  })
})

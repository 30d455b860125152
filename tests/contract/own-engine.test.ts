import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../../sandbox-server/engines/find-engine.ts'
import { EngineApart } from '../support/engine-apart.ts'
import { until } from '../support/reader.ts'

let apart: EngineApart

beforeAll(async () => {
  apart = await EngineApart.make()
})

afterAll(() => apart[Symbol.asyncDispose]())

describe('an engine of our own', () => {
  it('answers once it is started, and is gone once it is stopped', async () => {
    const { engine, stop } = await apart.start()
    const pid = await apart.pid()
    expect(pid).toBeGreaterThan(1)
    expect((await engine.docker.info()).DockerRootDir).toBe(join(apart.directory, 'data'))
    await stop()
    await expect(access(`/proc/${pid}`)).rejects.toThrow('ENOENT')
    await expect(access(join(apart.directory, 'dockerd.pid'))).rejects.toThrow('ENOENT')
    expect((await ask({ kind: 'socket', path: apart.socket })).docker).toBeUndefined()
  })

  it('that cannot start says why, by the end of its log', async () => {
    await writeFile(join(apart.directory, 'a-file'), '')
    const words = ['--data-root', join(apart.directory, 'a-file/data')]
    await expect(apart.start({ words })).rejects.toThrow(
      /^dockerd did not start: .*not a directory.* \(\S+\/state\/dockerd\.log\)$/,
    )
  })

  it('is stopped when the start is given up', async () => {
    const abort = new AbortController()
    const started = apart.start({ signal: abort.signal })
    const givenUp = expect(started).rejects.toThrow()
    // dockerd writes it first of all, long before it answers.
    let pid: number | undefined
    await until(async () => {
      pid = await apart.pid()
      return pid !== undefined
    }, 'the process')
    abort.abort()
    await givenUp
    await expect(access(`/proc/${pid}`)).rejects.toThrow('ENOENT')
  })
})

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packHome } from '../../../protocol/home-archive.ts'
import { MAXIMUM_COMMAND_LENGTH, MAXIMUM_EXEC_OUTPUT_BYTES } from '../../../protocol/limits.ts'
import type { Exec } from '../../../protocol/sandbox-files.ts'

let home: string
let scratch: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blitz-home-'))
  scratch = mkdtempSync(join(tmpdir(), 'blitz-scratch-'))
})

afterEach(async () => {
  await rm(home, { recursive: true })
  await rm(scratch, { recursive: true })
})

/** A shell of this machine with a home of its own, within the bounds of the protocol. */
const exec: Exec = async (command) => {
  expect(command.length).toBeLessThanOrEqual(MAXIMUM_COMMAND_LENGTH)
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: scratch },
    maxBuffer: 2 * MAXIMUM_EXEC_OUTPUT_BYTES,
  })
  expect(stdout.length).toBeLessThanOrEqual(MAXIMUM_EXEC_OUTPUT_BYTES)
  const [out, errors] = [stdout.toString(), stderr.toString()]
  return { status, timedOut: false, truncated: false, stdout: out, stderr: errors }
}

/** Sends every command twice, as a client does whose connection breaks before the answer. */
const execTwice: Exec = async (command, options) => {
  await exec(command, options)
  return exec(command, options)
}

/** @returns the names in the archive, as `tar` lists them. */
function namesIn(parts: readonly Uint8Array[]): string[] {
  const { stdout, status } = spawnSync('tar', ['-tzv'], {
    input: Buffer.concat(parts),
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  })
  expect(status).toBe(0)
  const lines = stdout.toString().trim().split('\n')
  return lines.map((line) => line.replace(/^(\S+\s+){5}/, '')).sort()
}

/** Bytes that do not become fewer when they are packed. */
const noise = (length: number) => {
  const bytes = Buffer.alloc(length)
  for (let index = 0, state = 1; index < length; index += 4) {
    state = Math.imul(state, 1664525) + 1013904223
    bytes.writeInt32LE(state ^ (state >>> 13), index)
  }
  return bytes
}

describe('the files that a reader takes home', () => {
  it('are those of the home directory, whatever their names are, without hidden ones', async () => {
    mkdirSync(join(home, 'web/deep'), { recursive: true })
    mkdirSync(join(home, '.local/share/docker'), { recursive: true })
    mkdirSync(join(home, 'web/node_modules/x'), { recursive: true })
    writeFileSync(join(home, '.local/share/docker/layer'), 'of the engine')
    writeFileSync(join(home, 'web/Dockerfile'), 'FROM alpine\n')
    writeFileSync(join(home, 'web/.dockerignore'), 'x\n')
    writeFileSync(join(home, "it's ü -rf\n; $HOME"), 'odd')
    symlinkSync('./Dockerfile', join(home, 'web/link'))
    const packed = await packHome(execTwice)
    if (packed.state !== 'packed') throw new Error(packed.state)
    expect(packed.unreadable).toBe(0)
    expect(namesIn(packed.parts)).toEqual([
      'home/',
      "home/it's \\303\\274 -rf\\n; $HOME",
      'home/web/',
      'home/web/.dockerignore',
      'home/web/Dockerfile',
      'home/web/deep/',
      'home/web/link -> ./Dockerfile',
    ])
    expect(readdirSync(scratch)).toEqual([])
  })

  it('come in parts, with word of how far they are, and whole', async () => {
    writeFileSync(join(home, 'noise'), noise(300_000))
    const told: [number, number][] = []
    const packed = await packHome(exec, { onProgress: (...at) => told.push(at) })
    if (packed.state !== 'packed') throw new Error(packed.state)
    const size = Buffer.concat(packed.parts).length
    expect(told.length).toBeGreaterThan(5)
    expect(told.at(-1)).toEqual([size, size])
    expect(namesIn(packed.parts)).toEqual(['home/', 'home/noise'])
  })

  it('are refused where they are too large, and leave nothing behind', async () => {
    writeFileSync(join(home, 'noise'), noise(1_100_000))
    expect(await packHome(exec, { most: 1_000_000 })).toEqual({ state: 'large' })
    expect(readdirSync(scratch)).toEqual([])
  })

  it('are none where the home directory has none', async () => {
    mkdirSync(join(home, '.config'))
    expect(await packHome(exec)).toEqual({ state: 'none' })
  })

  it('can be stopped on the way', async () => {
    writeFileSync(join(home, 'noise'), noise(300_000))
    const stop = new AbortController()
    const onProgress = () => stop.abort()
    expect(await packHome(exec, { onProgress, signal: stop.signal })).toEqual({ state: 'stopped' })
    expect(readdirSync(scratch)).toEqual([])
  })

  it('say why where the sandbox has no room for the archive', async () => {
    writeFileSync(join(home, 'note'), 'x')
    scratch = join(scratch, 'absent')
    const packed = await packHome(exec)
    scratch = join(scratch, '..')
    expect(packed).toEqual({ state: 'failed', reason: 'No such file or directory' })
  })
})

import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAXIMUM_FILE_BYTES, MAXIMUM_LISTED_FILES } from '../../../protocol/file-commands.ts'
import {
  MAXIMUM_COMMAND_LENGTH,
  MAXIMUM_EXEC_INPUT_LENGTH,
  MAXIMUM_EXEC_OUTPUT_BYTES,
} from '../../../protocol/limits.ts'
import { type Exec, SandboxFiles } from '../../../protocol/sandbox-files.ts'

let home: string
let scratch: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blitz-files-'))
  scratch = mkdtempSync(join(tmpdir(), 'blitz-scratch-'))
})

afterEach(async () => {
  await rm(home, { recursive: true })
  await rm(scratch, { recursive: true })
})

/** A shell of this machine with a home of its own, within the bounds of the protocol. */
const exec: Exec = async (command, { input } = {}) => {
  expect(command.length).toBeLessThanOrEqual(MAXIMUM_COMMAND_LENGTH)
  expect(input?.length ?? 0).toBeLessThanOrEqual(MAXIMUM_EXEC_INPUT_LENGTH)
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: scratch },
    input: input ?? '',
  })
  expect(stdout.length).toBeLessThanOrEqual(MAXIMUM_EXEC_OUTPUT_BYTES)
  return {
    status,
    timedOut: false,
    truncated: false,
    stdout: stdout.toString(),
    stderr: stderr.toString(),
  }
}

/** Sends every command twice, as a client does whose connection breaks before the answer. */
const execTwice: Exec = async (command, options) => {
  await exec(command, options)
  return exec(command, options)
}

const files = new SandboxFiles(exec)
const bytesOf = (text: string) => new TextEncoder().encode(text)
const inHome = (path: string) => readFileSync(join(home, path))

describe('a file of the sandbox', () => {
  it.each([
    'Dockerfile',
    'web app/my file.txt',
    '-rf',
    "it's/$(touch hacked)",
    '`touch hacked`',
    'a\nb',
    '*',
    '"; exit; "',
    'grün/日本.md',
  ])('named %j is written, listed and read as it is', async (path) => {
    const bytes = Uint8Array.from([0, 1, 255, 10, 13, 39, 0])
    expect((await files.write(path, bytes, undefined)).state).toBe('saved')
    expect(new Uint8Array(inHome(path))).toEqual(bytes)
    expect((await files.list()).files).toEqual([{ path, bytes: bytes.length }])
    expect(await files.read(path)).toMatchObject({ state: 'file', bytes })
    expect(await files.rename(path, `moved/${path}`)).toEqual({ state: 'done' })
    expect((await files.read(path)).state).toBe('absent')
    expect(await files.remove(`moved/${path}`)).toEqual({ state: 'done' })
    expect((await files.list()).files).toEqual([])
  })

  it('of 1 MB goes there and back, and a larger one is refused on both ways', async () => {
    const bytes = Uint8Array.from(
      { length: MAXIMUM_FILE_BYTES },
      (_, index) => index * 7 + index / 256,
    )
    expect((await files.write('big', bytes, undefined)).state).toBe('saved')
    expect(inHome('big').equals(bytes)).toBe(true)
    const read = await files.read('big')
    expect(read.state === 'file' && Buffer.from(read.bytes).equals(bytes)).toBe(true)
    const larger = new Uint8Array(MAXIMUM_FILE_BYTES + 1)
    expect(await files.write('larger', larger, undefined)).toEqual({ state: 'large' })
    writeFileSync(join(home, 'larger'), larger)
    expect(await files.read('larger')).toEqual({ state: 'large', size: larger.length })
  })

  it('that is empty is a file, too', async () => {
    await files.write('empty', new Uint8Array(), undefined)
    expect(await files.read('empty')).toMatchObject({ state: 'file', bytes: new Uint8Array() })
  })

  it('that has changed in the shell is not overwritten, unless the reader wants that', async () => {
    const mine = await files.write('a', bytesOf('mine'), undefined)
    const version = mine.state === 'saved' ? mine.version : ''
    writeFileSync(join(home, 'a'), 'theirs')
    expect((await files.write('a', bytesOf('mine, too'), version)).state).toBe('changed')
    expect((await files.write('a', bytesOf('mine, too'), undefined)).state).toBe('changed')
    expect(inHome('a').toString()).toBe('theirs')
    // The same content is no loss.
    expect((await files.write('a', bytesOf('theirs'), version)).state).toBe('saved')
    expect((await files.write('a', bytesOf('mine, too'), 'any')).state).toBe('saved')
    expect(inHome('a').toString()).toBe('mine, too')
  })

  it('that was removed in the shell is made again', async () => {
    const { version = '' } = (await files.write('a', bytesOf('1'), undefined)) as {
      version?: string
    }
    await files.remove('a')
    expect((await files.write('a', bytesOf('2'), version)).state).toBe('saved')
  })

  it('keeps its mode, and is written through a link', async () => {
    writeFileSync(join(home, 'script'), 'old')
    chmodSync(join(home, 'script'), 0o750)
    symlinkSync('script', join(home, 'link'))
    await files.write('link', bytesOf('new'), 'any')
    expect(inHome('script').toString()).toBe('new')
    const mode = execFileSync('stat', ['-c', '%a %h', join(home, 'script')]).toString()
    expect(mode).toBe('750 1\n')
  })

  it('is written once, whole, where a broken connection sends each command twice', async () => {
    const twice = new SandboxFiles(execTwice)
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251)
    const written = await twice.write('big', bytes, undefined)
    expect(written.state).toBe('saved')
    expect(inHome('big').equals(bytes)).toBe(true)
    const { version = '' } = written as { version?: string }
    expect((await twice.write('big', bytesOf('short'), version)).state).toBe('saved')
    expect(await twice.rename('big', 'small')).toEqual({ state: 'done' })
    expect(await twice.remove('small')).toEqual({ state: 'done' })
    expect(execFileSync('ls', ['-A', scratch]).toString()).toBe('')
  })

  it('is not given a name that another one has', async () => {
    await files.write('a', bytesOf('1'), undefined)
    await files.write('b', bytesOf('2'), undefined)
    expect(await files.rename('a', 'b')).toEqual({ state: 'taken' })
    expect(inHome('b').toString()).toBe('2')
  })

  it('says what else there is under its name', async () => {
    mkdirSync(join(home, 'folder'))
    execFileSync('mkfifo', [join(home, 'pipe')])
    expect((await files.read('folder')).state).toBe('directory')
    expect((await files.read('pipe')).state).toBe('special')
    expect((await files.read('nothing')).state).toBe('absent')
    expect((await files.write('folder', bytesOf('x'), 'any')).state).toBe('directory')
    expect((await files.write('pipe', bytesOf('x'), 'any')).state).toBe('special')
    expect(await files.write('folder/pipe/../../pipe/x', bytesOf('x'), 'any')).toMatchObject({
      state: 'failed',
    })
  })
})

describe('the list of files', () => {
  it('has no hidden folders and is bounded', async () => {
    for (const path of [
      '.bashrc',
      '.cache/x',
      'web/.git/x',
      'web/node_modules/x',
      'web/.env',
      'a',
    ]) {
      await files.write(path, bytesOf(''), undefined)
    }
    const { files: some } = await files.list()
    expect(some.map(({ path }) => path).sort()).toEqual(['a', 'web/.env'])
    const name = (index: number) => join(home, `f${index}`)
    for (let index = 0; index < MAXIMUM_LISTED_FILES; index++) writeFileSync(name(index), '')
    const listed = await files.list()
    expect(listed.files).toHaveLength(MAXIMUM_LISTED_FILES)
    expect(listed.more).toBe(true)
  })
})

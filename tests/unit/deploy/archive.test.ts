import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { machine, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catalogueFiles } from '../../../tools/packed-hub.ts'
import { isOfPackages } from '../../../tools/packed-node-modules.ts'
import { type ArchiveEntry, writeArchive } from '../../../tools/write-archive.ts'

const DEPLOY = join(import.meta.dirname, '../../../deploy')

const run = promisify(execFile)

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blitz-archive-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  return path
}

describe('an archive', () => {
  const write = (entries: readonly ArchiveEntry[]) =>
    writeArchive({
      path: join(folder, 'made.tar.gz'),
      folder: 'made',
      entries,
      onProgress: () => {},
      signal: new AbortController().signal,
    })

  it('is unpacked by tar to the files that went in, with their modes and links', async () => {
    const program = await put('program', '#!/bin/sh\n')
    await chmod(program, 0o755)
    const link = join(folder, 'link')
    await symlink('program', link)
    const long = `${'deep/'.repeat(40)}file`
    const sum = await write([
      { name: 'program', from: { path: program } },
      { name: 'link', from: { path: link } },
      { name: long, from: { path: program } },
      { name: 'text', from: { text: 'said\n' } },
    ])
    const path = join(folder, 'made.tar.gz')
    expect(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ).toBe(sum)
    await run('tar', ['xf', path], { cwd: folder })
    expect(await readFile(join(folder, 'made/link'), 'utf8')).toBe('#!/bin/sh\n')
    expect(await readFile(join(folder, 'made/text'), 'utf8')).toBe('said\n')
    await run('test', ['-x', join(folder, 'made', long)])
  })

  it('is not there when it could not be written whole', async () => {
    const missing = { name: 'gone', from: { path: join(folder, 'gone') } }
    await expect(write([missing])).rejects.toThrow('ENOENT')
    const { stdout } = await run('ls', [folder])
    expect(stdout).toBe('')
  })
})

describe('an unpacked archive', () => {
  /** One that says what would be run in place of running it. */
  async function unpack(): Promise<string> {
    const place = join(folder, 'unpacked')
    await mkdir(join(place, 'node_modules/node/bin'), { recursive: true })
    await cp(join(DEPLOY, 'blitz'), join(place, 'blitz'))
    await mkdir(join(place, 'deploy'))
    await cp(join(DEPLOY, 'archive-check.mjs'), join(place, 'deploy/archive-check.mjs'))
    await symlink(process.execPath, join(place, 'node_modules/node/bin/node'))
    await mkdir(join(place, 'tools'))
    const program =
      'const { BLITZ_INSTALLATION, HUB_IMAGES } = process.env\n' +
      'console.log(BLITZ_INSTALLATION, HUB_IMAGES, ...process.argv.slice(2))\n'
    await writeFile(join(place, 'tools/bootstrap.mjs'), program)
    const files = { 'tools/bootstrap.mjs': program.length }
    await writeFile(join(place, 'packed.json'), JSON.stringify({ files }))
    await writeFile(join(place, 'machine'), `${machine()}\n`)
    await writeFile(join(place, 'settings'), 'HUB=on\nHUB_IMAGES=course\n')
    await writeFile(join(place, 'whole'), '')
    return place
  }

  const blitz = (place: string, ...words: string[]) =>
    run(join(place, 'blitz'), words).then(
      ({ stdout }) => stdout,
      ({ code, stderr }) => `${code}: ${stderr}`,
    )

  it('runs each program with what it brings, and the server again when that falls', async () => {
    const place = await unpack()
    expect(await blitz(place)).toBe('archive course --restart tools/start.ts\n')
    expect(await blitz(place, 'node')).toBe('archive course --restart tools/node.ts\n')
    expect(await blitz(place, 'image', 'age')).toBe('archive course tools/image.ts age\n')
  })

  it.each([
    ['no last file', async (place: string) => rm(join(place, 'whole'))],
    ['no Node', async (place: string) => rm(join(place, 'node_modules'), { recursive: true })],
  ])('with %s says that it is not whole', async (_, damage) => {
    const place = await unpack()
    await damage(place)
    expect(await blitz(place)).toBe(
      '1: This folder is not whole: unpack the archive again, all of it, where the disk has room.\n',
    )
  })

  it('names a file that a full disk has cut off', async () => {
    const place = await unpack()
    await truncate(join(place, 'tools/bootstrap.mjs'), 3)
    expect(await blitz(place)).toBe(
      '1: This folder is not whole: 1 files are missing or cut off, such as tools/bootstrap.mjs. ' +
        'Unpack the archive again, all of it, where the disk has room.\n',
    )
  })

  it('names the processor that it is for', async () => {
    const place = await unpack()
    await writeFile(join(place, 'machine'), 'riscv64\n')
    expect(await blitz(place)).toBe(
      `1: This archive is for riscv64, and this machine is ${machine()}: make one with npm run pack on a machine like this.\n`,
    )
  })

  it('names a command that it has not', async () => {
    expect(await blitz(await unpack(), 'dev')).toBe(
      '1: There is no command "dev" here: use start, doctor, hub, image, node, rehearse or workshop.\n',
    )
  })
})

describe('what is packed', () => {
  it('holds the packages of the server, and none that are for development alone', () => {
    const isWanted = isOfPackages([
      'node_modules/ws',
      'node_modules/@xterm/xterm',
      'node_modules/a/node_modules/b',
    ])
    const paths = [
      'node_modules/ws/lib/receiver.js',
      'node_modules/@xterm/xterm/lib/xterm.js',
      'node_modules/a/node_modules/b/index.js',
      'node_modules/.bin/astro',
    ]
    expect(paths.filter(isWanted)).toEqual(paths)
    const others = [
      'node_modules/vitest/index.js',
      'node_modules/@xterm/addon-fit/index.js',
      'node_modules/a/index.js',
      'node_modules/ws/node_modules/b/index.js',
      'node_modules/.cache/types/x',
      'node_modules/.package-lock.json',
    ]
    expect(others.filter(isWanted)).toEqual([])
  })

  it('holds the catalogue of the hub, and nothing that a reader has pushed', async () => {
    const registry = 'storage/docker/registry/v2'
    const digest = (letter: string) => `sha256:${letter.repeat(64)}`
    const blob = (letter: string) =>
      `${registry}/blobs/sha256/${letter.repeat(2)}/${letter.repeat(64)}/data`
    const link = (repository: string, kind: string, letter: string) =>
      `${registry}/repositories/${repository}/${kind}/sha256/${letter.repeat(64)}/link`
    await put('filled.json', '{}')
    const catalogue = [
      link('catalogue/library/alpine', '_layers', 'a'),
      link('catalogue/library/alpine', '_manifests/revisions', 'b'),
    ]
    await put(catalogue[0] as string, digest('a'))
    await put(catalogue[1] as string, digest('b'))
    await put(link('pushed/one/jaketae/web', '_layers', 'c'), digest('c'))
    for (const letter of ['a', 'b', 'c']) await put(blob(letter), letter)
    expect([...(await catalogueFiles(folder))].sort()).toEqual(
      ['filled.json', ...catalogue, blob('a'), blob('b')].sort(),
    )
  })

  it('holds no hub where none is filled', async () => {
    expect(await catalogueFiles(folder)).toEqual([])
  })
})

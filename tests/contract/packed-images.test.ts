import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { hasImage } from '../../sandbox-server/images/build-image.ts'
import { followProgress } from '../../sandbox-server/images/follow-progress.ts'
import { loadPackedImages } from '../../sandbox-server/images/packed-images.ts'
import { saveImages } from '../../tools/save-images.ts'

const REPOSITORY = `blitz-test-packed-${randomBytes(4).toString('hex')}`
const NAMES = [`${REPOSITORY}:one`, `${REPOSITORY}:other`]

let docker: Docker
let directory: string
let path: string

beforeAll(async () => {
  docker = (await findEngine(process.env)).docker
  directory = await mkdtemp(join(tmpdir(), 'blitz-packed-'))
  path = join(directory, 'images.tar')
})

afterAll(async () => {
  await Promise.allSettled(NAMES.map((name) => docker.getImage(name).remove()))
  await rm(directory, { recursive: true })
})

async function importSmallImage(name: string): Promise<void> {
  const archive = pack()
  archive.entry({ name: 'of' }, name)
  archive.finalize()
  const [repo, tag] = name.split(':')
  const answer = await docker.importImage(archive as never, { repo, tag })
  await followProgress(docker, answer as NodeJS.ReadableStream)
}

describe('the images of an archive', () => {
  it('are in one file, and come to an engine that has not got them', async () => {
    for (const name of NAMES) await importSmallImage(name)
    const signal = new AbortController().signal
    await saveImages(docker, { names: NAMES, path, onProgress: () => {}, signal })
    for (const name of NAMES) await docker.getImage(name).remove()
    const told: string[] = []
    const onProgress = ({ text }: { text: string }) => told.push(text)
    expect(await loadPackedImages(docker, { onProgress }, path)).toBe(true)
    for (const name of NAMES) expect(await hasImage(docker, name)).toBe(true)
    expect(told).toContain('Loading images of the archive, 0 MiB')
  })

  it('are not loaded from a file that is cut off, which one sentence says', async () => {
    await truncate(path, 1000)
    await expect(loadPackedImages(docker, {}, path)).rejects.toThrow(
      /^The images of the archive could not be loaded: .+\.$/,
    )
  })

  it('are none where this is no archive', async () => {
    expect(await loadPackedImages(docker)).toBe(false)
    expect(await loadPackedImages(docker, {}, join(directory, 'gone.tar'))).toBe(false)
  })
})

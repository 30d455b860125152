import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type CatalogueImage,
  parseCatalogue,
  readCatalogue,
} from '../../sandbox-server/hub/catalogue.ts'
import { changesOf, type FillOptions, fillCatalogue } from '../../sandbox-server/hub/fill/fill.ts'
import { standInsOf } from '../../sandbox-server/hub/fill/filled.ts'
import { createStandInBuilder } from '../../sandbox-server/hub/fill/stand-in-builder.ts'
import type { StandInBuilder } from '../../sandbox-server/hub/fill/stand-ins.ts'
import { hubDirectory } from '../../sandbox-server/hub/hub.ts'
import { type PretendDockerHub, pretendDockerHub } from '../support/docker-hub.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { hubUnderTest, MANIFEST_TYPE } from '../support/hub.ts'

const entry = (repository: string, tag: string, standIn: string) => ({
  repository,
  description: '',
  stars: 0,
  official: true,
  tags: [{ tag, standIn }],
})
const CATALOGUE = parseCatalogue(
  {
    repositories: [
      entry('library/alpine', 'latest', 'alpine'),
      entry('library/busybox', '1.37', 'busybox'),
    ],
  },
  'the test catalogue',
)

let engine: EngineUnderTest
let builder: StandInBuilder
let standIns: StandInBuilder
let dockerHub: PretendDockerHub
let stateDirectory: string
let said: string[]

beforeAll(async () => {
  engine = await engineUnderTest()
  builder = await createStandInBuilder(engine.docker, engine.deployment)
  // Each test finds what an earlier one has built: to build it anew takes ten seconds.
  standIns = { ...builder, removeAll: async () => {} }
})

afterAll(async () => {
  await builder?.removeAll()
  await engine?.[Symbol.asyncDispose]()
})

beforeEach(async () => {
  dockerHub = await pretendDockerHub()
  stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-fill-test-'))
  said = []
})

afterEach(async () => {
  await dockerHub[Symbol.asyncDispose]()
  await rm(stateDirectory, { recursive: true })
})

const lockPath = () => join(stateDirectory, 'lock.json')
const lock = async () => JSON.parse(await readFile(lockPath(), 'utf8'))

function fill(over: Partial<FillOptions> = {}) {
  return fillCatalogue({
    directory: hubDirectory(stateDirectory),
    catalogue: CATALOGUE,
    lockPath: lockPath(),
    source: { registry: dockerHub.address, tls: false },
    standIns,
    onProgress: ({ step, total, text }) => said.push(`${step}/${total} ${text}`),
    ...over,
  })
}

/** What a reader gets. @returns the digest of the manifest and what it says. */
async function pull(repository: string, tag: string) {
  await using under = await hubUnderTest({ stateDirectory, catalogue: CATALOGUE })
  const reader = await under.sandbox('one')
  await reader.logIn(undefined, `repository:${repository}:pull`)
  const answer = await reader.ask(`/v2/${repository}/manifests/${tag}`, {
    headers: { accept: MANIFEST_TYPE },
  })
  const manifest = JSON.parse(answer.text)
  const config = await reader.ask(`/v2/${repository}/blobs/${manifest.config.digest}`)
  return { digest: answer.headers['docker-content-digest'], config: JSON.parse(config.text) }
}

describe('filling from Docker Hub', () => {
  it('copies every image as it is, pins it, and says how far it is', async () => {
    const alpine = await dockerHub.add('library/alpine', 'latest', 'alpine')
    const { list, ours } = await dockerHub.addForPlatforms('library/busybox', '1.37')
    const filled = await fill()
    expect(filled).toEqual({
      'library/alpine:latest': { digest: alpine, from: 'docker-hub', pinned: alpine },
      'library/busybox:1.37': { digest: ours, from: 'docker-hub', pinned: list },
    })
    expect(await lock()).toEqual({ 'library/alpine:latest': alpine, 'library/busybox:1.37': list })
    expect((await pull('library/busybox', '1.37')).digest).toBe(ours)
    expect(said).toEqual([
      '1/2 library/alpine:latest: copying from Docker Hub',
      '1/2 library/alpine:latest is there',
      '2/2 library/busybox:1.37: copying from Docker Hub',
      '2/2 library/busybox:1.37 is there',
    ])
  })

  it('keeps to what is pinned when Docker Hub has moved on', async () => {
    const first = await dockerHub.add('library/alpine', 'latest', 'alpine')
    await dockerHub.add('library/busybox', '1.37', 'busybox')
    await fill()
    await dockerHub.add('library/alpine', 'latest', 'a later alpine')
    const elsewhere = await mkdtemp(join(tmpdir(), 'blitz-fill-test-'))
    const filled = await fill({ directory: elsewhere })
    await rm(elsewhere, { recursive: true })
    expect(filled['library/alpine:latest']?.digest).toBe(first)
  })

  it('takes what Docker Hub has moved on to when it is upgraded, and says what has changed', async () => {
    await dockerHub.add('library/alpine', 'latest', 'alpine')
    const busybox = await dockerHub.add('library/busybox', '1.37', 'busybox')
    const before = await fill()
    const later = await dockerHub.add('library/alpine', 'latest', 'a later alpine')
    const after = await fill({ anew: true })
    expect(after['library/alpine:latest']?.digest).toBe(later)
    expect(await lock()).toEqual({
      'library/alpine:latest': later,
      'library/busybox:1.37': busybox,
    })
    expect(changesOf(before, after)).toEqual([
      expect.stringMatching(/^library\/alpine:latest: \w{12} -> \w{12}, from Docker Hub$/),
    ])
    expect(said.at(-1)).toBe('2/2 library/busybox:1.37 is there')
  })

  it('fills a part of the catalogue, and keeps what another part has filled', async () => {
    await dockerHub.add('library/alpine', 'latest', 'alpine')
    await dockerHub.add('library/busybox', '1.37', 'busybox')
    const [alpine, busybox] = CATALOGUE.images
    expect(Object.keys(await fill({ images: [alpine as CatalogueImage] }))).toHaveLength(1)
    const filled = await fill({ images: [busybox as CatalogueImage] })
    expect(Object.keys(filled)).toEqual(['library/alpine:latest', 'library/busybox:1.37'])
  })

  it('goes on where it was cut off', async () => {
    await dockerHub.add('library/alpine', 'latest', 'alpine')
    await dockerHub.add('library/busybox', '1.37', 'busybox')
    const cut = new AbortController()
    const onProgress = ({ text }: { text: string }) => {
      if (text === 'library/alpine:latest is there') cut.abort(new Error('cut off'))
    }
    await expect(fill({ onProgress, signal: cut.signal })).rejects.toThrow('cut off')
    await fill()
    expect(said).toEqual([
      '1/2 library/alpine:latest is there',
      '2/2 library/busybox:1.37: copying from Docker Hub',
      '2/2 library/busybox:1.37 is there',
    ])
  })

  it('stops with a sentence when Docker Hub goes away in the middle', async () => {
    await dockerHub.add('library/alpine', 'latest', 'alpine')
    await dockerHub.add('library/busybox', '1.37', 'busybox')
    const onProgress = ({ text }: { text: string }) => {
      if (text === 'library/alpine:latest is there') dockerHub.unplug()
    }
    await expect(fill({ onProgress })).rejects.toThrow(
      /^Docker Hub stopped answering: .* Fill again later; what was copied stays\.$/,
    )
  })

  it('lets one fill at a time', async () => {
    await dockerHub.add('library/alpine', 'latest', 'alpine')
    await dockerHub.add('library/busybox', '1.37', 'busybox')
    const results = await Promise.allSettled([fill(), fill()])
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  })

  it('names a lock file that is none', async () => {
    await writeFile(lockPath(), '{"library/alpine:latest": "latest"}')
    await expect(fill()).rejects.toThrow(
      `${lockPath()} is no lock file. Delete it, and a new one is made.`,
    )
  })
})

describe('filling with stand-ins', () => {
  it('where Docker Hub cannot be reached, each labelled as one', async () => {
    dockerHub.unplug()
    const filled = await fill()
    expect(Object.values(filled).map(({ from }) => from)).toEqual([
      standIns.recipe,
      standIns.recipe,
    ])
    const { config } = await pull('library/alpine', 'latest')
    expect(config.config.Labels['org.docker-blitz.stand-in']).toBe('BusyBox from Debian')
    const again = await fill()
    expect(again).toEqual(filled)
    expect(said.slice(-2)).toEqual([
      '1/2 library/alpine:latest is there',
      '2/2 library/busybox:1.37 is there',
    ])
  })

  it('for the one image that Docker Hub no longer has', async () => {
    const alpine = await dockerHub.add('library/alpine', 'latest', 'alpine')
    const filled = await fill()
    expect(filled['library/alpine:latest']).toMatchObject({ digest: alpine, from: 'docker-hub' })
    expect(filled['library/busybox:1.37']?.from).toBe(standIns.recipe)
  })

  it('until Docker Hub can be reached; a real image is never replaced by one', async () => {
    await fill({ source: undefined })
    const alpine = await dockerHub.add('library/alpine', 'latest', 'alpine')
    const busybox = await dockerHub.add('library/busybox', '1.37', 'busybox')
    const digests = async (over?: Partial<FillOptions>) =>
      Object.values(await fill(over)).map(({ digest }) => digest)
    expect(await digests()).toEqual([alpine, busybox])
    expect(await digests({ source: undefined })).toEqual([alpine, busybox])
  })
})

describe('filling with images of the course', () => {
  const IMAGES = `repositories:
  - repository: school/greeting
    description: A program of the course
    stars: 0
    official: false
    tags: [{ tag: v1, from: images/greeting }]
`

  async function catalogueOf(greeting: string) {
    const course = await mkdtemp(join(stateDirectory, 'course-'))
    await mkdir(join(course, 'images/greeting'), { recursive: true })
    await writeFile(join(course, 'images.yaml'), IMAGES)
    await writeFile(join(course, 'images/greeting/Dockerfile'), 'FROM scratch\nCOPY words /\n')
    await writeFile(join(course, 'images/greeting/words'), greeting)
    return readCatalogue(join(course, 'images.yaml'))
  }

  it('builds what has a Dockerfile, asks no registry for it, and takes a new version', async () => {
    const first = await fill({ catalogue: await catalogueOf('hello') })
    const [one] = Object.values(first)
    expect(one?.from).toMatch(/^course:[0-9a-f]{12}$/)
    expect(standInsOf(first)).toEqual([])
    await expect(lock()).rejects.toThrow('ENOENT')
    const again = await fill({ catalogue: await catalogueOf('hello') })
    expect(again).toEqual(first)
    expect(said.at(-1)).toBe('1/1 school/greeting:v1 is there')
    const second = await fill({ catalogue: await catalogueOf('good morning') })
    expect(second['school/greeting:v1']?.digest).not.toBe(one?.digest)
  })

  it('says which file is no image', async () => {
    const course = await mkdtemp(join(stateDirectory, 'course-'))
    await writeFile(join(course, 'greeting.tar'), 'no archive')
    const text = IMAGES.replace('images/greeting', 'greeting.tar')
    await writeFile(join(course, 'images.yaml'), text)
    const catalogue = await readCatalogue(join(course, 'images.yaml'))
    await expect(fill({ catalogue })).rejects.toThrow(
      'greeting.tar is no archive of docker save with one image: ',
    )
  })
})

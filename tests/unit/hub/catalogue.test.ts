import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  imagesOf,
  missingFromCatalogue,
  parseCatalogue,
  readCatalogue,
  restrictCatalogue,
} from '../../../sandbox-server/hub/catalogue.ts'
import { searchCatalogue } from '../../../sandbox-server/hub/serve/search.ts'

const alpine = {
  repository: 'library/alpine',
  description: 'Small',
  stars: 1,
  official: true,
  tags: [{ tag: 'latest', standIn: 'alpine' }],
}

describe('the catalogue', () => {
  it('has all that the lessons name', async () => {
    const named = [
      'ubuntu:latest',
      'alpine',
      'busybox:1.37',
      'golang:1.11-alpine',
      'node:22-alpine',
      'redis:latest',
      'mongo:3.3.11',
      'nigelpoulton/tu-demo',
      'nigelpoulton/tu-demo:v1',
      'nigelpoulton/tu-demo:v2',
      'nigelpoulton/pluralsight-docker-ci:latest',
    ]
    expect(missingFromCatalogue(named, await readCatalogue())).toEqual([])
  })

  it('has a build stage for every image, and no stage builds nothing', async () => {
    const { images } = await readCatalogue()
    const dockerfile = await readFile(
      join(import.meta.dirname, '../../../sandbox-server/hub/stand-ins/Dockerfile'),
      'utf8',
    )
    const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, stage]) => stage)
    const bases = ['busybox-root', 'tu-demo']
    expect(new Set([...images.map(({ standIn }) => standIn), ...bases])).toEqual(new Set(stages))
  })

  it('has what people try first, and a sentence about what is real in each stand-in', async () => {
    const first = 'hello-world nginx httpd python:3 node postgres mysql mariadb redis debian:stable'
    expect(missingFromCatalogue(first.split(' '), await readCatalogue())).toEqual([])
    const { entries } = await readCatalogue()
    const silent = entries.filter(
      ({ tags, standInHolds }) => tags.length > 0 && standInHolds === undefined,
    )
    expect(silent.map(({ repository }) => repository)).toEqual([])
  })

  it('can be restricted to some images, and keeps what is only found by a search', async () => {
    const whole = await readCatalogue()
    const part = restrictCatalogue(whole, ['alpine', 'node:22-alpine', 'ghcr.io/a/b', 'nothing'])
    expect(part.images).toEqual([
      { repository: 'library/alpine', tag: 'latest', standIn: 'alpine' },
      { repository: 'library/node', tag: '22-alpine', standIn: 'node' },
    ])
    expect(part.images).toEqual(imagesOf(whole, ['node:22-alpine', 'alpine:latest']))
    expect(part.has('alpine/git')).toBe(true)
    expect(part.has('library/nginx')).toBe(false)
  })

  it.each([
    [
      'another tag for all that is none of its own',
      { otherTags: '1' },
      'repositories.0.otherTags: is none of the tags.',
    ],
    [
      'a name of no repository',
      { repository: 'Alpine' },
      'repositories.0.repository: is not a repository of Docker Hub.',
    ],
    ['stars below none', { stars: -1 }, 'repositories.0.stars: Too small'],
    [
      'a false flag',
      { official: false },
      'repositories.0.official: is official exactly where its owner is library.',
    ],
    [
      'a tag twice',
      { tags: [...alpine.tags, ...alpine.tags] },
      'repositories.0.tags: names a tag twice.',
    ],
    [
      'a tag that is none',
      { tags: [{ tag: '../x', standIn: 'a' }] },
      'repositories.0.tags.0.tag: is not a tag.',
    ],
    ['a field that it does not know', { starz: 3 }, 'Unrecognized key: "starz"'],
  ])('is refused with %s', (_, over, sentence) => {
    const value = { repositories: [{ ...alpine, ...over }] }
    expect(() => parseCatalogue(value, 'cat.json')).toThrow(
      `cat.json: ${sentence.startsWith('rep') ? '' : 'repositories.0: '}${sentence}`,
    )
  })

  it('says what a lesson names and it lacks, once for each', () => {
    const catalogue = parseCatalogue({ repositories: [alpine] }, 'cat.json')
    expect(
      missingFromCatalogue(['alpine', 'alpine:3', 'alpine:3', 'a/b', 'ghcr.io/a/b'], catalogue),
    ).toEqual([
      'alpine:3 is in no catalogue: add library/alpine with the tag 3 to images.yaml.',
      'a/b is in no catalogue: add a/b with the tag latest to images.yaml.',
      'ghcr.io/a/b is not an image of Docker Hub; correct its name.',
    ])
  })
})

describe('search', () => {
  const search = async (query: string) =>
    searchCatalogue((await readCatalogue()).entries, new URLSearchParams(query))

  it('puts the exact name first, then official images, then stars', async () => {
    const { results } = await search('q=alpine')
    expect(results[0]).toEqual({
      name: 'alpine',
      description: 'A minimal Docker image based on Alpine Linux with a complete package index',
      star_count: 6613,
      is_official: true,
      is_automated: false,
    })
    const poulton = (await search('q=nigelpoulton')).results
    expect(poulton).toHaveLength(9)
    const stars = poulton.map(({ star_count }) => star_count)
    expect(stars).toEqual([...stars].sort((one, other) => other - one))
  })

  it.each([
    ['q=nigelpoulton&n=2', 2, 5],
    ['q=nigelpoulton&n=2&page=5', 1, 5],
    ['q=nigelpoulton&n=0', 9, 1],
    ['q=nigelpoulton&n=-1&page=x', 9, 1],
    ['q=nigelpoulton&n=99999999999', 9, 1],
    ['q=no-such-thing', 0, 0],
  ])('%s', async (query, results, pages) => {
    const answer = await search(query)
    expect([answer.results.length, answer.num_pages]).toEqual([results, pages])
  })
})

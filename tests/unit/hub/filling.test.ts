import { afterEach, describe, expect, it } from 'vitest'
import type { HubStatus } from '../../../protocol/messages.ts'
import { Watched } from '../../../sandbox-server/common/watched.ts'
import { parseCatalogue } from '../../../sandbox-server/hub/catalogue.ts'
import { type HubTestOptions, type HubUnderTest, hubUnderTest } from '../../support/hub.ts'

const PREPARED = 'the images of this server are still being prepared; try again in a minute'

/** A repository that serves one image for every tag. */
const FRONTEND = parseCatalogue(
  {
    repositories: [
      {
        repository: 'docker/dockerfile',
        description: 'A frontend',
        stars: 10,
        official: false,
        tags: [{ tag: '1', standIn: 'dockerfile' }],
        otherTags: '1',
      },
    ],
  },
  'the test catalogue',
)

let under: HubUnderTest
const status = (state: HubStatus['state']) => new Watched<HubStatus>({ state, standIns: [] })

afterEach(() => under[Symbol.asyncDispose]())

/** What a reader is answered who asks for an image of the catalogue; the hub has none. */
async function pull(
  path: string,
  options: HubTestOptions,
  method = 'GET',
  repository = 'library/alpine',
) {
  under = await hubUnderTest(options)
  const reader = await under.sandbox('one')
  await reader.logIn(undefined, `repository:${repository}:pull`)
  return reader.ask(`/v2/${repository}${path}`, { method })
}

describe('an image that the catalogue names and the hub has not', () => {
  it.each(['/manifests/latest', '/tags/list'])('is on its way while it fills: %s', async (path) => {
    const answer = await pull(path, { status: status('filling') })
    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.text).errors).toEqual([
      { code: 'UNAVAILABLE', message: PREPARED, detail: null },
    ])
  })

  it('is so in the words behind the status, too: a builder shows no others', async () => {
    const answer = await pull('/manifests/latest', { status: status('filling') }, 'HEAD')
    expect(answer.reason).toBe(PREPARED)
  })

  it('is on its way while the registry itself cannot be had yet', async () => {
    const tools = { start: () => Promise.reject(new Error('There is no such program.')) }
    const answer = await pull('/manifests/latest', {
      status: status('filling'),
      tools,
      ready: false,
    })
    expect(answer.text).toContain(PREPARED)
    await expect(under.hub.ready).rejects.toThrow('There is no such program.')
  })

  it('will not come when filling has failed', async () => {
    const answer = await pull('/manifests/latest', { status: status('failed') })
    expect(answer.text).toContain('this server could not get that image')
  })

  it('is not to be found once all is there, and neither is a tag of no catalogue', async () => {
    const answer = await pull('/manifests/latest', { status: status('ready') })
    expect(answer.status).toBe(404)
    await under[Symbol.asyncDispose]()
    expect((await pull('/manifests/3.0', { status: status('filling') })).status).toBe(404)
  })

  it.each(['1', '1.7-labs', 'latest'])(
    'every tag of a repository that serves one: %s',
    async (tag) => {
      const options = { status: status('filling'), catalogue: FRONTEND }
      const answer = await pull(`/manifests/${tag}`, options, 'GET', 'docker/dockerfile')
      expect(answer.text).toContain(PREPARED)
    },
  )
})

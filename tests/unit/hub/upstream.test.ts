import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PretendDockerHub, pretendDockerHub } from '../../support/docker-hub.ts'
import { type HubUnderTest, hubUnderTest, MANIFEST_TYPE } from '../../support/hub.ts'
import { until } from '../../support/reader.ts'

let dockerHub: PretendDockerHub
let under: HubUnderTest

beforeEach(async () => {
  dockerHub = await pretendDockerHub()
  await dockerHub.add('library/nginx', 'latest', 'the real nginx')
  under = await hubUnderTest({ upstream: `http://${dockerHub.address}` })
})

afterEach(async () => {
  await under[Symbol.asyncDispose]()
  await dockerHub[Symbol.asyncDispose]()
})

async function pull(sandbox: string, repository: string) {
  const reader = await under.sandbox(sandbox)
  await reader.logIn(undefined, `repository:${repository}:pull`)
  return reader.ask(`/v2/${repository}/manifests/latest`, { headers: { accept: MANIFEST_TYPE } })
}

describe('while online', () => {
  it('what the catalogue lacks comes from Docker Hub, and stays when that goes', async () => {
    await until(async () => (await pull('one', 'library/nginx')).status === 200, 'the mirror')
    const manifest = await pull('one', 'library/nginx')
    const { digest } = JSON.parse(manifest.text).layers[0]
    const reader = await under.sandbox('one')
    await reader.logIn(undefined, 'repository:library/nginx:pull')
    const blob = () => reader.ask(`/v2/library/nginx/blobs/${digest}`)
    const first = await blob()
    expect(first.status).toBe(200)
    // The mirror keeps a copy behind the first reader's back.
    const hex = digest.slice('sha256:'.length)
    const kept = `hub/upstream/storage/docker/registry/v2/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`
    const file = join(under.stateDirectory, kept)
    const isKept = () =>
      access(file).then(
        () => true,
        () => false,
      )
    await until(isKept, 'the copy')
    dockerHub.unplug()
    expect((await pull('two', 'library/nginx')).text).toBe(manifest.text)
    expect((await blob()).body.equals(first.body)).toBe(true)
  })

  it('what nobody has does not exist, in the words of Docker Hub', async () => {
    const answer = await pull('one', 'library/no-such-image')
    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.text).errors[0].code).toBe('DENIED')
  })

  it("a reader's own name is the reader's, whatever Docker Hub has under it", async () => {
    await dockerHub.add('jaketae/web', 'latest', "somebody else's")
    await until(async () => (await pull('other', 'jaketae/web')).status === 200, 'the mirror')
    const reader = await under.sandbox('one')
    await reader.logIn('jaketae', 'repository:jaketae/web:pull,push')
    expect((await reader.ask('/v2/jaketae/web/tags/list')).status).toBe(404)
    expect((await reader.pushImage('jaketae/web', 'latest', Buffer.from('mine'))).status).toBe(201)
    const own = await reader.ask('/v2/jaketae/web/manifests/latest', {
      headers: { accept: MANIFEST_TYPE },
    })
    expect(own.text).not.toBe((await pull('other', 'jaketae/web')).text)
  })
})

describe('while offline', () => {
  it('the hub is up, and what the catalogue lacks does not exist', async () => {
    dockerHub.unplug()
    await using offline = await hubUnderTest({ upstream: `http://${dockerHub.address}` })
    const reader = await offline.sandbox('one')
    await reader.logIn(
      'jaketae',
      'repository:library/nginx:pull',
      'repository:jaketae/web:pull,push',
    )
    expect((await reader.ask('/v2/library/nginx/manifests/latest')).status).toBe(403)
    expect((await reader.pushImage('jaketae/web', 'latest', Buffer.from('x'))).status).toBe(201)
  })
})

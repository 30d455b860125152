import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  digestOf,
  type HubUnderTest,
  hubUnderTest,
  MANIFEST_TYPE,
  manifestOf,
} from '../../support/hub.ts'
import { until } from '../../support/reader.ts'

const MIB = 1024 * 1024
const WEB = 'repository:jaketae/web:pull,push'

let under: HubUnderTest
let count = 0
/** A reader whom no other test knows. */
const reader = () => under.sandbox(`reader-${++count}`)
const code = (text: string) => JSON.parse(text).errors[0].code

beforeAll(async () => {
  under = await hubUnderTest({ pushLimitBytes: 4 * MIB })
})

afterAll(async () => {
  // Whatever the others did, a reader can still push and pull.
  const one = await reader()
  await one.logIn('jaketae', WEB)
  expect((await one.pushImage('jaketae/web', 'latest', randomBytes(100))).status).toBe(201)
  await under[Symbol.asyncDispose]()
})

describe('a reader', () => {
  it('gets a token for whatever name is made up, and pushes under that name', async () => {
    const one = await reader()
    const login = await one.logIn('jaketae', WEB)
    expect(login.status).toBe(200)
    const layer = randomBytes(1000)
    const pushed = await one.pushImage('jaketae/web', 'latest', layer)
    expect(pushed.status).toBe(201)
    expect(pushed.headers['location']).toMatch(/^\/v2\/jaketae\/web\/manifests\/sha256:/)
    const tags = await one.ask('/v2/jaketae/web/tags/list')
    expect(JSON.parse(tags.text)).toEqual({ name: 'jaketae/web', tags: ['latest'] })
    const blob = await one.ask(`/v2/jaketae/web/blobs/${digestOf(layer)}`)
    expect(blob.body.equals(layer)).toBe(true)
  })

  it('sees nothing of what another reader pushed under the same name', async () => {
    const one = await reader()
    const other = await reader()
    const layers = [randomBytes(500), randomBytes(500)] as const
    for (const [index, client] of [one, other].entries()) {
      await client.logIn('jaketae', WEB)
      const layer = layers[index] as Buffer
      expect((await client.pushImage('jaketae/web', `v${index}`, layer)).status).toBe(201)
    }
    expect(JSON.parse((await one.ask('/v2/jaketae/web/tags/list')).text).tags).toEqual(['v0'])
    expect(JSON.parse((await other.ask('/v2/jaketae/web/tags/list')).text).tags).toEqual(['v1'])
    const foreign = await one.ask(`/v2/jaketae/web/blobs/${digestOf(layers[1])}`)
    expect(foreign.status).toBe(404)
    // A digest that somebody else has is not had by knowing it.
    const mounted = await one.ask(
      `/v2/jaketae/web/blobs/uploads/?mount=${digestOf(layers[1])}&from=jaketae/web`,
      { method: 'POST', body: '' },
    )
    expect(mounted.status).toBe(202)
  })

  it("cannot use another reader's token", async () => {
    const one = await reader()
    const other = await reader()
    await one.logIn('jaketae', WEB)
    other.token = one.token
    const answer = await other.ask('/v2/jaketae/web/tags/list')
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"')
  })

  it('loses what was pushed when the sandbox ends', async () => {
    const one = await under.sandbox('ends')
    await one.logIn('jaketae', WEB)
    expect((await one.pushImage('jaketae/web', 'latest', randomBytes(100))).status).toBe(201)
    await under.hub.forget('ends')
    await one.logIn(undefined, 'repository:jaketae/web:pull')
    expect((await one.ask('/v2/jaketae/web/tags/list')).status).toBe(403)
  })

  it('keeps what was pushed for a sandbox that outlives the server, until that ends', async () => {
    const stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-hub-test-'))
    const tags = async (from: HubUnderTest, sandbox: string) => {
      const reader = await from.sandbox(sandbox)
      await reader.logIn('jaketae', WEB)
      return (await reader.ask('/v2/jaketae/web/tags/list')).status
    }
    {
      await using before = await hubUnderTest({ stateDirectory })
      for (const name of ['lives', 'ended']) {
        const reader = await before.sandbox(name)
        await reader.logIn('jaketae', WEB)
        const pushed = await reader.pushImage('jaketae/web', 'latest', randomBytes(100))
        expect(pushed.status).toBe(201)
      }
    }
    {
      await using after = await hubUnderTest({
        stateDirectory,
        livingSandboxes: new Set(['lives']),
      })
      expect(await tags(after, 'lives')).toBe(200)
      expect(await tags(after, 'ended')).toBe(404)
      await after.hub.forget('lives')
      expect(await tags(after, 'lives')).toBe(404)
    }
    await rm(stateDirectory, { recursive: true })
  })

  it('leaves nothing on the disk, once nobody is in the middle of a push', async () => {
    await using own = await hubUnderTest()
    const [one, other] = [await own.sandbox('one'), await own.sandbox('other')]
    const layer = randomBytes(1000)
    const hex = digestOf(layer).slice('sha256:'.length)
    const blobs = join(own.hub.registry.storage, 'docker/registry/v2/blobs/sha256')
    const file = join(blobs, hex.slice(0, 2), hex, 'data')
    await one.logIn('jaketae', WEB)
    await other.logIn('jaketae', WEB)
    expect((await one.pushImage('jaketae/web', 'latest', layer)).status).toBe(201)
    expect((await other.pushImage('jaketae/web', 'latest', randomBytes(99))).status).toBe(201)
    await access(file)
    await own.hub.forget('one')
    await until(
      () =>
        access(file).then(
          () => false,
          () => true,
        ),
      'the end of the layer',
    )
    const kept = await other.ask('/v2/jaketae/web/manifests/latest', {
      headers: { accept: MANIFEST_TYPE },
    })
    expect(kept.status).toBe(200)
    const { digest } = JSON.parse(kept.text).layers[0]
    expect((await other.ask(`/v2/jaketae/web/blobs/${digest}`)).body).toHaveLength(99)
    expect(own.faults).toEqual([])
  })

  it('keeps the log-in over a restart of the hub', async () => {
    const first = await hubUnderTest()
    const one = await first.sandbox('stays')
    const login = await one.ask('/token?service=registry.docker.io&offline_token=true', {
      host: 'auth.docker.io',
      headers: { authorization: `Basic ${Buffer.from('jaketae:x').toString('base64')}` },
    })
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: JSON.parse(login.text).refresh_token,
      scope: WEB,
    })
    const authority = first.hub.access.authority
    await first.hub[Symbol.asyncDispose]()
    await using second = await hubUnderTest({ stateDirectory: first.stateDirectory })
    expect(second.hub.access.authority).toBe(authority)
    const again = await second.sandbox('stays')
    const fresh = await again.ask('/token', {
      method: 'POST',
      host: 'auth.docker.io',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    })
    expect(fresh.status).toBe(200)
    again.token = JSON.parse(fresh.text).access_token
    expect((await again.pushImage('jaketae/web', 'latest', randomBytes(100))).status).toBe(201)
    await rm(first.stateDirectory, { recursive: true })
  })
})

describe('for an image that the hub lacks, a reader is told what it has', () => {
  const LIST = 'The page About the images of this site lists all that it has.'

  it.each([
    ['library/nothing', `The Docker Hub of this sandbox has no nothing. ${LIST}`],
    [
      'library/apline',
      `The Docker Hub of this sandbox has no apline. Did you mean alpine? ${LIST}`,
    ],
    [
      'acme/alpine',
      `The Docker Hub of this sandbox has no acme/alpine. Did you mean alpine? ${LIST}`,
    ],
  ])('%s', async (repository, hint) => {
    const one = await reader()
    await one.logIn(undefined, `repository:${repository}:pull`)
    const path = `/v2/${repository}/manifests/latest`
    const { errors } = JSON.parse((await one.ask(path)).text)
    expect(errors[0].message).toBe(`requested access to the resource is denied\n${hint}`)
    // A builder prints the words behind the status, and no others.
    const head = await one.ask(path, { method: 'HEAD' })
    expect([head.status, head.reason]).toEqual([
      403,
      `pull access denied, repository does not exist or may require authorization. ${hint}`,
    ])
  })

  it('a tag', async () => {
    const one = await reader()
    await one.logIn(undefined, 'repository:nigelpoulton/tu-demo:pull')
    const path = '/v2/nigelpoulton/tu-demo/manifests/v9'
    const hint = 'The Docker Hub of this sandbox has nigelpoulton/tu-demo:v1.'
    const { errors } = JSON.parse((await one.ask(path)).text)
    expect(errors[0].message).toBe(`manifest unknown\n${hint}`)
    const head = await one.ask(path, { method: 'HEAD' })
    expect([head.status, head.reason]).toEqual([410, `not found. ${hint}`])
  })
})

describe('search', () => {
  it.each([
    ['nigelpoulton', ['nigelpoulton/tu-demo']],
    ['ALPINE', ['alpine']],
    ['i', ['alpine', 'nigelpoulton/tu-demo']],
    ['apline', ['alpine']],
    ['nothing-like-it', []],
    ['../..', []],
  ])('%s', async (query, names) => {
    const one = await reader()
    const answer = await one.ask(`/v1/search?q=${encodeURIComponent(query)}&n=25`, {
      host: 'index.docker.io',
    })
    const { results, num_results } = JSON.parse(answer.text)
    expect(results.map(({ name }: { name: string }) => name)).toEqual(names)
    expect(num_results).toBe(names.length)
  })
})

describe('is refused in the words of Docker Hub:', () => {
  it.each([
    ['a log-in as somebody of the catalogue', 'nigelpoulton', /: nigelpoulton is somebody on/],
    ['a log-in as the official images', 'library', /: library is somebody on/],
    ['a name that no account can have', 'Not A Name', /: a user name has up to 64 letters/],
    ['a name with markup', '<b>ada</b>', /: a user name has up to 64 letters/],
    ['a name of 10,000 characters', 'a'.repeat(10_000), /: a user name has up to 64 letters/],
  ])('%s', async (_, account, why) => {
    const one = await reader()
    const answer = await one.logIn(account, WEB)
    expect(answer.status).toBe(401)
    const { message } = JSON.parse(answer.text).errors[0]
    expect(message).toMatch(/^incorrect username or password: /)
    expect(message).toMatch(why)
    expect(message).not.toContain('<')
  })

  it.each([
    ["a push to another's name", 'nigelpoulton/tu-demo'],
    ['a push to an official name', 'library/alpine'],
    ['a push to a name that nobody has', 'somebody/web'],
  ])('%s', async (_, repository) => {
    const one = await reader()
    await one.logIn('jaketae', `repository:${repository}:pull,push`)
    const answer = await one.pushBlob(repository, randomBytes(10))
    expect(answer.status).toBe(401)
    expect(code(answer.text)).toBe('DENIED')
    const [, name] = repository.split('/')
    const message = `requested access to the resource is denied: you are logged in as jaketae, so push to jaketae/${name}`
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:${repository}:pull,push",error="insufficient_scope",error_description="${message}"`,
    )
  })

  it('a push without a log-in', async () => {
    const one = await reader()
    await one.logIn(undefined, WEB)
    const answer = await one.pushBlob('jaketae/web', randomBytes(10))
    expect(answer.status).toBe(401)
    expect(answer.text).toContain('log in first, with docker login')
  })

  it('an unknown repository, tag and digest', async () => {
    const one = await reader()
    await one.logIn(undefined, 'repository:nobody/nothing:pull', 'repository:library/alpine:pull')
    const unknown = await one.ask('/v2/nobody/nothing/manifests/latest')
    expect([unknown.status, code(unknown.text)]).toEqual([403, 'DENIED'])
    const tag = await one.ask('/v2/library/alpine/manifests/no-such-tag')
    expect([tag.status, code(tag.text)]).toEqual([404, 'MANIFEST_UNKNOWN'])
    const digest = await one.ask(`/v2/library/alpine/manifests/${digestOf('x')}`)
    expect([digest.status, code(digest.text)]).toEqual([404, 'MANIFEST_UNKNOWN'])
    const blob = await one.ask(`/v2/library/alpine/blobs/${digestOf('x')}`)
    expect([blob.status, code(blob.text)]).toEqual([404, 'BLOB_UNKNOWN'])
    for (const { text } of [tag, digest, blob]) expect(text).not.toContain('catalogue')
  })

  it.each(['', 'x.y.z', 'Bearer'])('the token "%s"', async (token) => {
    const one = await reader()
    one.token = token
    const answer = await one.ask('/v2/')
    expect([answer.status, code(answer.text)]).toEqual([401, 'UNAUTHORIZED'])
  })

  it('a token for something else', async () => {
    const one = await reader()
    await one.logIn('jaketae', 'repository:library/alpine:pull')
    const answer = await one.pushBlob('jaketae/web', randomBytes(10))
    expect([answer.status, code(answer.text)]).toEqual([401, 'UNAUTHORIZED'])
  })

  it.each([
    '/v2/_catalog',
    '/v2/session/reader-1/jaketae/web/tags/list',
    '/v2/catalogue/library/alpine/tags/list',
    '/v2/../session/x/tags/list',
    '/v2/%2e%2e/session/tags/list',
    '/v2/library%2falpine/tags/list',
    '/v2//library/alpine/tags/list',
    '/v2/library/alpine/manifests/..',
    '/v2/alpine/tags/list',
    '/v3/',
    '/',
    '*',
  ])('the path %s', async (path) => {
    const one = await reader()
    await one.logIn('jaketae', WEB)
    expect((await one.ask(path)).status).toBe(404)
  })

  it.each([
    ['DELETE', '/v2/library/alpine/manifests/latest'],
    ['POST', '/v2/library/alpine/tags/list'],
    ['PUT', '/v2/'],
  ])('%s %s', async (method, path) => {
    const one = await reader()
    await one.logIn('jaketae', WEB)
    expect((await one.ask(path, { method })).status).toBe(405)
  })

  it('a manifest that names blobs nobody has, and one that is none', async () => {
    const one = await reader()
    await one.logIn('jaketae', WEB)
    const put = (body: string) =>
      one.ask('/v2/jaketae/web/manifests/latest', {
        method: 'PUT',
        headers: { 'content-type': MANIFEST_TYPE },
        body,
      })
    const missing = await put(manifestOf(Buffer.from('{}'), randomBytes(10)))
    expect([missing.status, code(missing.text)]).toEqual([400, 'MANIFEST_BLOB_UNKNOWN'])
    const none = await put('{"hello": 1}')
    expect([none.status, code(none.text)]).toEqual([400, 'MANIFEST_INVALID'])
  })

  it('more bytes than one sandbox may push, and no other sandbox notices', async () => {
    const one = await reader()
    await one.logIn('jaketae', WEB)
    expect((await one.pushBlob('jaketae/web', randomBytes(3 * MIB))).status).toBe(201)
    const answer = await one.pushBlob('jaketae/web', randomBytes(2 * MIB))
    expect([answer.status, code(answer.text)]).toEqual([403, 'DENIED'])
    expect(JSON.parse(answer.text).errors[0].message).toBe(
      'this sandbox may push 4 MiB in all, and that is more',
    )
    const other = await reader()
    await other.logIn('jaketae', WEB)
    expect((await other.pushBlob('jaketae/web', randomBytes(3 * MIB))).status).toBe(201)
  })

  it('uploads without end that bring nothing', async () => {
    await using small = await hubUnderTest({ pushLimitBytes: MIB })
    const one = await small.sandbox('one')
    await one.logIn('jaketae', WEB)
    const start = () => one.ask('/v2/jaketae/web/blobs/uploads/', { method: 'POST', body: '' })
    let started = 0
    while ((await start()).status === 202) started += 1
    expect(started).toBe(256)
    expect(code((await start()).text)).toBe('DENIED')
  })

  it("a name outside the authority's domains", async () => {
    const one = await reader()
    await expect(one.ask('/v2/', { host: 'example.org' })).rejects.toThrow(/altnames/)
  })
})

describe('the hub stays healthy', () => {
  it('when an upload is abandoned half-way', async () => {
    const one = await reader()
    await one.logIn('jaketae', WEB)
    const start = await one.ask('/v2/jaketae/web/blobs/uploads/', { method: 'POST', body: '' })
    const location = String(start.headers['location'])
    const broken = one.ask(location, {
      method: 'PATCH',
      headers: { 'content-length': String(MIB) },
      body: randomBytes(1000),
    })
    const gone = expect(broken).rejects.toThrow()
    await until(async () => (await one.ask(location)).status === 204, 'the upload')
    one.cut()
    await gone
    expect((await one.pushBlob('jaketae/web', randomBytes(1000))).status).toBe(201)
  })

  it('when bytes come that are no TLS', async () => {
    const one = await reader()
    const socket = connect(one.port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\n\r\n')
    socket.resume()
    await once(socket, 'close')
    expect((await one.logIn(undefined)).status).toBe(200)
  })

  it('when the registry behind it is killed, and answers as soon as it is back', async () => {
    const one = await reader()
    await one.logIn('jaketae', WEB)
    expect((await one.pushImage('jaketae/web', 'latest', randomBytes(100))).status).toBe(201)
    const { starts } = under.hub.registry
    under.hub.registry.kill()
    await until(() => under.hub.registry.starts > starts, 'the next process')
    const manifest = await one.ask('/v2/jaketae/web/manifests/latest', {
      headers: { accept: MANIFEST_TYPE },
    })
    expect(manifest.status).toBe(200)
    expect(String(under.faults[0])).toMatch(/ended \(SIGKILL\) and starts again/)
  })
})

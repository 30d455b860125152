import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { type HubUnderTest, hubUnderTest } from '../support/hub.ts'
import { Reader } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

let engine: EngineUnderTest
let under: HubUnderTest
let server: TestServer

beforeAll(async () => {
  engine = await engineUnderTest()
  under = await hubUnderTest()
  server = await startServer({ driver: engine.driver, live: { warm: 1, hub: under.hub } })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await under?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

/** Runs a command of a lesson. @returns its status and everything it printed. */
async function run(
  reader: Reader,
  command: string,
): Promise<{ status: number | null; text: string }> {
  const { status, stdout, stderr } = await reader.client.exec(command, { milliseconds: 60_000 })
  return { status, text: stdout + stderr }
}

describe('a reader without internet', () => {
  it('logs in, pushes under that name, and pulls it back', async () => {
    using reader = new Reader(server.address)
    expect(
      await run(reader, 'echo secret | docker login -u jaketae --password-stdin'),
    ).toMatchObject({
      status: 0,
    })
    await run(reader, 'docker image tag busybox:latest jaketae/web:latest')
    const push = await run(reader, 'docker image push jaketae/web:latest')
    expect(push.text).toMatch(/The push refers to repository \[docker.io\/jaketae\/web\]/)
    expect(push.text).toMatch(/latest: digest: sha256:[0-9a-f]{64} size: \d+/)
    await run(reader, 'docker image rm jaketae/web:latest busybox:latest busybox:1.37')
    const pull = await run(reader, 'docker pull jaketae/web')
    expect(pull.text).toContain('Status: Downloaded newer image for jaketae/web:latest')
  })

  it('searches', async () => {
    using reader = new Reader(server.address)
    const search = await run(reader, 'docker search alpine --filter "is-official=true"')
    expect(search.text).toMatch(/^NAME .*\nalpine +A minimal image +100 +\[OK\]/)
    expect((await run(reader, 'docker search nigelpoulton | head')).text).toContain('tu-demo')
  })

  it('is denied what is not theirs, at once', async () => {
    using reader = new Reader(server.address)
    const started = Date.now()
    const push = await run(reader, 'docker image push alpine')
    expect(push.text).toContain('denied: requested access to the resource is denied')
    const pull = await run(reader, 'docker pull nobody/nothing')
    expect(pull.text).toContain(
      "pull access denied for nobody/nothing, repository does not exist or may require 'docker login'",
    )
    expect(Date.now() - started).toBeLessThan(10_000)
    const tag = await run(reader, 'docker pull alpine:no-such-tag')
    expect(tag.text).toContain('manifest for alpine:no-such-tag not found')
    const login = await run(reader, 'echo x | docker login -u nigelpoulton --password-stdin')
    expect(login.text).toContain('unauthorized: incorrect username or password')
  })

  it('builds on an image that was pushed, with both builders', async () => {
    using reader = new Reader(server.address)
    await run(reader, 'echo x | docker login -u jaketae --password-stdin')
    await run(reader, 'docker tag busybox jaketae/base && docker push jaketae/base')
    await run(reader, 'docker image rm jaketae/base busybox:latest busybox:1.37')
    const dockerfile = 'printf "FROM jaketae/base\\nRUN echo built > /built\\n" |'
    for (const kit of [1, 0]) {
      const built = await run(
        reader,
        `${dockerfile} DOCKER_BUILDKIT=${kit} docker build -t b${kit} -`,
      )
      expect(built.text).toMatch(kit ? /naming to/ : /Successfully tagged/)
      expect((await run(reader, `docker run --rm b${kit} cat /built`)).text).toBe('built\n')
    }
  })
})

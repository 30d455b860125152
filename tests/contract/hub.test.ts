import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Watched } from '../../sandbox-server/common/watched.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { catalogueChecksum, type FullHub, fullHub, storeChecksum } from '../support/full-hub.ts'
import { patient } from '../support/patience.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** Time in which the hub may be filled the first time, in milliseconds. */
const FILL_MILLISECONDS = patient(900_000)

let engine: EngineUnderTest
let full: FullHub
let server: TestServer
let catalogueBefore: string
let storeBefore: string
/** Whose sandbox the tests share that leave nothing in each other's way. */
let learner: Reader

interface Outcome {
  readonly status: number | null
  readonly text: string
  readonly milliseconds: number
}

/** Runs a command of a lesson. @returns its status and everything it printed. */
async function run(reader: Reader, command: string): Promise<Outcome> {
  const started = Date.now()
  const { status, stdout, stderr } = await reader.client.exec(command, { milliseconds: 60_000 })
  return { status, text: stdout + stderr, milliseconds: Date.now() - started }
}

/** As {@link run}, for a command that must succeed. @returns what it printed. */
async function ok(reader: Reader, command: string): Promise<string> {
  const { status, text } = await run(reader, command)
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${text}`)
  return text
}

/** A reader who throws the sandbox away on leaving, so that the next one finds a place. */
function visitor({ address }: TestServer): Reader {
  const reader = new Reader(address)
  const leave = reader[Symbol.dispose].bind(reader)
  reader[Symbol.dispose] = () => {
    reader.client.reset()
    leave()
  }
  return reader
}

beforeAll(async () => {
  engine = await engineUnderTest()
  full = await fullHub(engine)
  const { hub, layerStore } = full.opened
  catalogueBefore = await catalogueChecksum(full)
  storeBefore = await storeChecksum(engine, full.layerStore)
  const live = { warm: 1, key: full.key, hub, layerStore }
  server = await startServer({ driver: engine.driver, live })
  learner = new Reader(server.address)
}, FILL_MILLISECONDS)

afterAll(async () => {
  learner?.[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
  await full?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

describe('a reader without internet', () => {
  it('finds the first images listed, and no others', async () => {
    const list = await ok(learner, 'docker image ls --format "{{.Repository}}:{{.Tag}}" | sort')
    expect(list).toBe('alpine:latest\nbusybox:1.37\nbusybox:latest\n')
    expect(await ok(learner, 'ip -brief address')).toMatch(/^lo [^\n]*\n$/)
  })

  it.each([
    ['docker pull ubuntu:latest', 'docker.io/library/ubuntu:latest'],
    ['docker image pull redis:latest', 'Downloaded newer image for redis:latest'],
    ['docker image pull mongo:3.3.11', 'Downloaded newer image for mongo:3.3.11'],
    ['docker image pull golang:1.11-alpine', 'Downloaded newer image for golang:1.11-alpine'],
    ['docker image pull -a nigelpoulton/tu-demo', 'image for nigelpoulton/tu-demo\n'],
    ['docker image pull nigelpoulton/tu-demo:v2', 'Image is up to date'],
    ['docker image pull nigelpoulton/pluralsight-docker-ci', 'Downloaded newer image'],
  ])('%s', async (command, said) => {
    expect(await ok(learner, command)).toContain(said)
  })

  it('finds real programs in the images', async () => {
    await ok(learner, 'docker container run -d --name db redis:latest')
    await until(
      async () => (await run(learner, 'docker exec db redis-cli ping')).text.includes('PONG'),
      'redis',
    )
    await ok(
      learner,
      'docker container run -d --name webserver -p 80:8080 nigelpoulton/pluralsight-docker-ci',
    )
    const isUp = async () => (await run(learner, 'curl -sf localhost:80')).status === 0
    await until(isUp, 'the web server')
    expect(await ok(learner, 'docker container inspect -f "{{.Config.Cmd}}" webserver')).toBe(
      '[/bin/sh -c cd /src && node ./app.js]\n',
    )
    await ok(learner, 'docker container rm -f db webserver')
  })

  it('searches', async () => {
    const search = await ok(learner, 'docker search nigelpoulton | head')
    expect(search).toMatch(/^NAME .*\nnigelpoulton\/pluralsight-docker-ci .* 23 /)
    expect(search.trim().split('\n')).toHaveLength(10)
    const official = await ok(learner, 'docker search alpine --filter "is-official=true"')
    expect(official).toMatch(/\nalpine .* 6613 +\[OK\]/)
    expect(official).not.toContain('alpine/git')
  })

  it('logs in by the prompts, tags and pushes as the lesson does', async () => {
    using reader = visitor(server)
    const terminal = reader.open('hub/login')
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write('docker login\r')
    await until(() => terminal.text.includes('Username:'), 'the question for a name')
    terminal.channel.write('jaketae\r')
    await until(() => terminal.text.includes('Password:'), 'the question for a password')
    terminal.channel.write('anything\r')
    await until(() => terminal.text.includes('Login Succeeded'), 'the log-in')
    // A search with a log-in takes another way: by a token.
    expect(await ok(reader, 'docker search alpine')).toContain('[OK]')
    await ok(reader, 'docker image tag alpine:latest web:latest')
    await ok(reader, 'docker image tag web:latest jaketae/web:latest')
    const push = await ok(reader, 'docker image push jaketae/web:latest')
    expect(push).toContain('The push refers to repository [docker.io/jaketae/web]')
    expect(push).toMatch(/: Mounted from library\/alpine/)
    expect(push).toMatch(/latest: digest: sha256:[0-9a-f]{64} size: \d+/)
    await ok(reader, 'docker image rm jaketae/web:latest web:latest alpine:latest')
    expect(await ok(reader, 'docker pull jaketae/web')).toContain('Downloaded newer image')
    await ok(reader, 'docker logout')
    const again = await run(reader, 'docker image push jaketae/web:latest')
    expect(again.text).toContain('denied: requested access to the resource is denied')
  })

  it('builds on images that are not pulled yet, with both builders, and gets small layers', async () => {
    using reader = visitor(server)
    for (const kit of [1, 0]) {
      const dockerfile = 'printf "FROM ubuntu\\nRUN echo hello > /hello; rm /etc/issue\\n"'
      await ok(reader, `${dockerfile} | DOCKER_BUILDKIT=${kit} docker build -t small${kit} -`)
      const sizes = await ok(
        reader,
        `docker history --human=false --format "{{.Size}}" small${kit} | head -1`,
      )
      expect(Number(sizes)).toBeLessThan(1000)
      expect(await ok(reader, `docker run --rm small${kit} cat /hello`)).toBe('hello\n')
    }
  })

  it('is denied what is not theirs, at once, in the words of Docker Hub', async () => {
    const push = await run(learner, 'docker image push alpine')
    expect(push.text).toContain('denied: requested access to the resource is denied')
    const pull = await run(learner, 'docker pull nobody/nothing')
    expect(pull.text).toContain(
      "pull access denied for nobody/nothing, repository does not exist or may require 'docker login'",
    )
    const tag = await run(learner, 'docker pull alpine:no-such-tag')
    expect(tag.text).toContain('manifest for alpine:no-such-tag not found')
    const found = await run(learner, 'docker pull nigelpoulton/vote')
    expect(found.text).toContain('manifest for nigelpoulton/vote:latest not found')
    const login = await run(learner, 'echo x | docker login -u nigelpoulton --password-stdin')
    expect(login.text).toContain('unauthorized: incorrect username or password')
    // Docker that is left in doubt asks again and again, with pauses of 50 s in all on any machine.
    for (const { milliseconds } of [push, pull, tag, found, login]) {
      expect(milliseconds).toBeLessThan(45_000)
    }
  })

  it('may push so much and no more, and is told', async () => {
    using reader = visitor(server)
    await ok(reader, 'echo x | docker login -u jaketae --password-stdin')
    const dockerfile = 'printf "FROM alpine\\nRUN head -c 80000000 /dev/urandom > /large\\n"'
    await ok(reader, `${dockerfile} | docker build -t jaketae/large -`)
    const push = await run(reader, 'docker push jaketae/large')
    expect(push.status).toBe(1)
    expect(push.text).toContain('denied: this sandbox may push 64 MiB in all, and that is more')
  })
})

describe('two readers', () => {
  it('push the same name, and each pulls back their own', async () => {
    const readers = [visitor(server), visitor(server)] as const
    for (const [index, reader] of readers.entries()) {
      await ok(reader, 'echo x | docker login -u jaketae --password-stdin')
      await ok(
        reader,
        `printf "FROM busybox\\nRUN echo ${index} > /mine\\n" | docker build -t jaketae/web:v${index} -`,
      )
      await ok(reader, `docker tag jaketae/web:v${index} jaketae/web`)
      await ok(reader, 'docker push -a jaketae/web')
      await ok(reader, `docker image rm jaketae/web jaketae/web:v${index}`)
    }
    for (const [index, reader] of readers.entries()) {
      await ok(reader, 'docker pull -a jaketae/web')
      expect(await ok(reader, 'docker run --rm jaketae/web cat /mine')).toBe(`${index}\n`)
      const tags = await ok(reader, 'docker image ls --format "{{.Tag}}" jaketae/web | sort')
      expect(tags).toBe(`latest\nv${index}\n`)
    }
    for (const reader of readers) reader[Symbol.dispose]()
  })
})

describe('primed layers', () => {
  it('leave a pull nothing to load and to unpack', async () => {
    const { hub } = full.opened
    await using plainServer = await startServer({
      driver: engine.driver,
      live: { key: full.key, hub },
    })
    using plain = visitor(plainServer)
    using primed = visitor(server)
    const slow = await ok(plain, 'docker pull ubuntu:latest')
    const fast = await ok(primed, 'docker pull ubuntu:latest')
    expect(fast).toMatch(/Already exists.*Downloaded newer image/s)
    expect(fast).not.toContain('Pull complete')
    expect(slow).toMatch(/Pull complete.*Downloaded newer image/s)
  })

  it('come to the sandbox that waits for a reader, however late they are', async () => {
    const layerStore = new Watched<string | undefined>(undefined)
    // Of a deployment of its own: the other server, too, makes sandboxes ahead meanwhile.
    await using own = await engineUnderTest()
    await using late = await startServer({
      driver: own.driver,
      live: { warm: 1, key: full.key, hub: full.opened.hub, layerStore },
    })
    const ids = async () => (await own.driver.list()).map(({ id }) => id)
    await until(async () => (await ids()).length > 0, 'a warm sandbox')
    const [early] = await ids()
    layerStore.set(full.layerStore)
    await until(async () => !(await ids()).includes(early as string), 'its end')
    using reader = visitor(late)
    expect(await ok(reader, 'docker pull ubuntu')).toContain('Already exists')
  })

  it('come back after all was pruned', async () => {
    using reader = visitor(server)
    await ok(reader, 'docker pull ubuntu && docker system prune -af')
    expect(await ok(reader, 'docker image ls -q')).toBe('')
    await ok(reader, 'docker pull ubuntu')
    expect(await ok(reader, 'docker run --rm ubuntu cat /etc/debian_version')).toMatch(/\d/)
  })

  it('survive whatever a reader does', async () => {
    using reader = visitor(server)
    await ok(reader, 'docker pull -q ubuntu')
    const attacks = [
      'rm -rf /golden/skeleton',
      'chmod -R 777 /golden',
      'touch /golden/new /golden/skeleton/new',
      'ln /golden/skeleton/image/overlay2/repositories.json /golden/second',
      'mount -o remount,rw /golden',
      'umount /golden',
      'unshare --user --map-root-user --mount mount -o remount,rw,bind /golden',
      'docker run --rm -v /golden:/golden alpine sh -c "rm -rf /golden/*; echo x > /golden/x"',
      'docker run --rm --privileged -v /golden:/golden alpine mount -o remount,rw /golden',
      'docker run --rm --privileged -v /golden:/golden alpine sh -c "umount /golden; touch /golden/x && exit 1"',
      'docker run --rm --privileged --pid host -v /:/host alpine sh -c "rm -rf /host/golden/skeleton"',
      'chmod -R 777 /var/lib/docker/overlay2/*/diff/etc',
    ]
    for (const attack of attacks) {
      const { status } = await run(reader, attack)
      // Docker itself may well succeed; what matters is the store, which is compared at the end.
      if (!attack.startsWith('docker')) expect({ attack, status }).not.toMatchObject({ status: 0 })
    }
    await run(reader, 'docker run --name messy ubuntu sh -c "rm -rf /usr/share; chmod 777 /etc"')
    await ok(reader, 'docker commit messy messy && docker rm messy && docker image rm -f ubuntu')
  })
})

describe('a server that is stopped in the middle of a pull and started again', () => {
  it('tells the reader that the shell is gone, and the pull works when it is repeated', async () => {
    const live = () => ({ key: full.key, hub: full.opened.hub })
    const first = await startServer({ driver: engine.driver, live: live() })
    using reader = visitor(first)
    const terminal = reader.open('hub/restarted')
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write('docker pull golang:1.11-alpine\r')
    await until(() => terminal.text.includes('Pulling fs layer'), 'the first layer')
    await first[Symbol.asyncDispose]()
    await full.reopen()
    await using _second = await startServer({
      driver: engine.driver,
      port: Number(new URL(first.address).port),
      live: { ...live(), tokens: first.tokens },
    })
    await until(() => terminal.error !== undefined, 'a sentence')
    expect(terminal.error).toBe('That shell has ended. Press Run to start a new one.')
    await ok(reader, 'docker pull -q golang:1.11-alpine')
  })
})

describe('after all that', () => {
  it('the catalogue and the store are what they were before any of it', async () => {
    expect(await catalogueChecksum(full)).toBe(catalogueBefore)
    expect(await storeChecksum(engine, full.layerStore)).toBe(storeBefore)
  })

  it('nothing went wrong', () => {
    expect(full.faults).toEqual([])
  })
})

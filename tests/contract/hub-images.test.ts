import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCatalogue } from '../../sandbox-server/hub/catalogue.ts'
import { familiarName } from '../../sandbox-server/hub/serve/repository-name.ts'
import { MachineLayers } from '../../sandbox-server/hub/store/machine-layers.ts'
import { startSandbox } from '../../sandbox-server/sandboxes/sandbox.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { type FullHub, fullHub } from '../support/full-hub.ts'
import { IS_LONG } from '../support/length.ts'
import { patient } from '../support/patience.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** Time in which the hub may be filled the first time, in milliseconds. */
const FILL_MILLISECONDS = patient(900_000)

/** To build them all the first time takes minutes: the long form does. */
const QUICK = ['hello-world', 'nginx']

let engine: EngineUnderTest
let full: FullHub
let server: TestServer
let reader: Reader

/** @returns what a command that must succeed printed. */
async function ok(command: string): Promise<string> {
  const { status, stdout, stderr } = await reader.client.exec(command, { milliseconds: 60_000 })
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stdout}${stderr}`)
  return stdout
}

/** Tries a command until it succeeds. @returns what it printed. */
async function soon(command: string): Promise<string> {
  let printed = ''
  await until(async () => {
    const { status, stdout } = await reader.client.exec(command)
    printed = stdout
    return status === 0
  }, command)
  return printed
}

beforeAll(async () => {
  engine = await engineUnderTest()
  const { images } = await readCatalogue()
  const all = images.map(({ repository, tag }) => `${familiarName(repository)}:${tag}`)
  full = await fullHub(engine, { further: IS_LONG ? all : QUICK, hasLayerStore: IS_LONG })
  const { hub, layerStore } = full.opened
  server = await startServer({ driver: engine.driver, live: { key: full.key, hub, layerStore } })
  reader = new Reader(server.address)
}, FILL_MILLISECONDS)

afterAll(async () => {
  reader?.[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
  await full?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

describe('a Dockerfile that begins with a line # syntax', () => {
  const build = (name: string, lines: readonly string[], words = '') =>
    ok(
      `mkdir -p ~/${name} && cd ~/${name} && printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} > Dockerfile && docker build --progress plain ${words} . 2>&1`,
    )

  it('builds, with what the syntax is asked for', async () => {
    const lines = [
      '# syntax=docker/dockerfile:1',
      'FROM alpine AS one',
      'RUN <<END',
      'echo one > /one',
      'echo two >> /one',
      'END',
      'FROM alpine',
      'COPY --link --from=one /one /',
      'RUN --mount=type=cache,target=/kept --mount=type=secret,id=word cat /run/secrets/word >> /one',
    ]
    await ok('echo three > ~/word')
    const said = await build('syntax', lines, '--secret id=word,src=$HOME/word -t syntax')
    expect(said).toContain('resolve image config for docker-image://docker.io/docker/dockerfile:1')
    expect(await ok('docker run --rm syntax cat /one')).toBe('one\ntwo\nthree\n')
  })

  it('builds with every tag that a Dockerfile may name, and by compose', async () => {
    await build('labs', ['# syntax=docker/dockerfile:1.7-labs', 'FROM alpine', 'RUN echo hello'])
    await ok(
      `cd ~/labs && printf '%s\\n' 'services:' '  web:' '    build: .' > compose.yaml && docker compose build 2>&1`,
    )
  })

  it('says where a mistake is', async () => {
    const { status, stdout } = await reader.client.exec(
      `printf '%s\\n' '# syntax=docker/dockerfile:1' 'FROM alpine' 'RUUN x' | docker build - 2>&1`,
    )
    expect(status).toBe(1)
    expect(stdout).toContain('   3 | >>> RUUN x')
    expect(stdout).toContain('unknown instruction: RUUN (did you mean RUN?)')
  })
})

describe('what people try first', () => {
  it('hello-world', async () => {
    const said = await ok('docker run --rm hello-world')
    expect(said).toContain('Hello from Docker!')
    expect(said).toContain('docker run -it ubuntu bash')
  })

  it('packages, which cannot be had: each server is asked once', async () => {
    const said = await ok('docker run --rm ubuntu apt-get update 2>&1')
    expect(said).toMatch(/^Err:1 /m)
    expect(said).not.toMatch(/^Ign:/m)
  })

  it('nginx serves a folder, runs /docker-entrypoint.d, and logs', async () => {
    await ok('mkdir -p ~/site && echo mine > ~/site/index.html')
    await ok('docker run -d --name web -p 8080:80 -v ~/site:/usr/share/nginx/html:ro nginx')
    expect(await soon('curl -sf localhost:8080')).toBe('mine\n')
    expect(await ok('docker logs web 2>/dev/null')).toMatch(/"GET \/ HTTP\/1\.1" 200 5/)
    await ok('docker rm -f web')
    const lines = `'FROM nginx' 'RUN printf "#!/bin/sh\\necho it ran" > /docker-entrypoint.d/10.sh && chmod +x /docker-entrypoint.d/10.sh'`
    await ok(`printf '%s\n' ${lines} | docker build -q -t started -`)
    expect(await ok('docker run --rm started nginx -t')).toBe('it ran\n')
  })
})

describe.runIf(IS_LONG)('what people try next', () => {
  it('httpd', async () => {
    await ok('docker run -d --name httpd -p 8081:80 httpd:2.4')
    expect(await soon('curl -sf localhost:8081')).toContain('It works!')
    await ok('docker rm -f httpd')
  })

  it('python and node run a program', async () => {
    expect(await ok('docker run --rm python:3 python -c "print(6 * 7)"')).toBe('42\n')
    expect(await ok('docker run --rm python:3-slim pip install flask')).toContain(
      'already satisfied',
    )
    expect(await ok('docker run --rm node:lts node -p "6 * 7"')).toBe('42\n')
  })

  it('postgres keeps its data in a volume', async () => {
    const run =
      'docker run -d --name db -e POSTGRES_PASSWORD=secret -v data:/var/lib/postgresql/data'
    const sql = (text: string) => `docker exec db psql -h 127.0.0.1 -U postgres -Atc "${text}"`
    const refused = await reader.client.exec('docker run --rm postgres 2>&1')
    expect(refused.stdout).toContain('POSTGRES_PASSWORD')
    await ok(`${run} -e PGPASSWORD=secret postgres`)
    await soon(sql('CREATE TABLE IF NOT EXISTS kept (word text)'))
    await ok(sql("INSERT INTO kept VALUES ('still here')"))
    await ok('docker stop db && docker rm db')
    await ok(`${run} -e PGPASSWORD=secret postgres:17-alpine`)
    expect(await soon(sql('SELECT word FROM kept'))).toBe('still here\n')
    await ok('docker rm -f db && docker volume rm data')
  })

  it.each(['mariadb', 'mysql'])('%s makes a database and a user', async (image) => {
    const made = '-e MYSQL_DATABASE=shop -e MYSQL_USER=ada -e MYSQL_PASSWORD=word'
    await ok(`docker run -d --name ${image} -e MYSQL_ROOT_PASSWORD=secret ${made} ${image}`)
    const query = `docker exec ${image} mysql -h 127.0.0.1 -u ada -pword -N -e "SELECT 6 * 7" shop`
    expect(await soon(query)).toBe('42\n')
    await ok(`docker rm -f -v ${image}`)
  })

  it('two versions of alpine and ubuntu', async () => {
    const name = (image: string) => ok(`docker run --rm ${image} grep PRETTY_NAME /etc/os-release`)
    for (const [one, other] of [
      ['alpine:3.20', 'alpine'],
      ['ubuntu:22.04', 'ubuntu:24.04'],
    ] as const) {
      expect(await name(one)).not.toBe(await name(other))
    }
  })
})

describe('the layer store of one of several machines', () => {
  it('is filled from the hub by a sandbox there, for the next ones there', async () => {
    await using machine = await engineUnderTest()
    const directory = await mkdtemp(join(tmpdir(), 'blitz-layers-'))
    const { hub, contents } = full.opened
    const { images = [], filled = {} } = contents.value ?? {}
    const alpine = images.filter(({ repository }) => repository === 'library/alpine')
    expect(alpine).toHaveLength(1)
    const faults: unknown[] = []
    const layers = new MachineLayers({
      directory,
      key: full.key,
      hub,
      contents: { value: { images: alpine, filled } },
      listed: ['alpine:latest'],
      machines: () => [{ id: 'two', driver: machine.driver, sandboxImage: machine.image }],
      onFault: (error) => faults.push(error),
    })
    layers.look()
    await until(() => layers.on('two') !== undefined || faults.length > 0, 'the layer store')
    expect([faults, layers.on('one')]).toEqual([[], undefined])
    const name = layers.on('two') as string
    const sandbox = await startSandbox({
      driver: machine.driver,
      key: full.key,
      id: 'reader',
      hub,
      layers: { name, access: 'read' },
    })
    try {
      const { stdout } = await sandbox.connection.exec('docker image ls --quiet alpine:latest', {
        milliseconds: 10_000,
        outputBytes: 1000,
      })
      expect(stdout).toMatch(/^[0-9a-f]{12}\n$/)
    } finally {
      await sandbox.destroy()
      await layers[Symbol.asyncDispose]()
      await rm(directory, { recursive: true })
    }
  })
})

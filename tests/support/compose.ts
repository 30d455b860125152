import { type ExecFileException, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type Docker from 'dockerode'
import { findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { ensureSandboxImage } from '../../sandbox-server/images/image.ts'
import { TEST_IMAGE } from './engine.ts'
import { freePort } from './free-port.ts'

const PROJECT = join(import.meta.dirname, '../..')

/** Where Debian's packages have the plugins of the Docker client. */
const PLUGINS = '/usr/libexec/docker/cli-plugins'

/** Its server has the engine and the state, so that it can remove both. */
const WHOLE = 'compose.yaml'

/** Of an authority that this machine's own proxy has, where it has one. */
const CERTIFICATE = join(PROJECT, 'deploy/certificates/of-the-tests.crt')

export interface Said {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * `docker compose` with one of the project's files, by the program that the sandbox image has: a
 * machine that runs the tests may have none. Disposing it removes all that it made.
 */
export class Compose implements AsyncDisposable {
  readonly docker: Docker
  readonly name = `blitz-test-${randomBytes(4).toString('hex')}`
  readonly port: number
  readonly #directory: string
  readonly #file: string
  #isUp = false

  private constructor(docker: Docker, directory: string, file: string, port: number) {
    this.docker = docker
    this.#directory = directory
    this.#file = file
    this.port = port
  }

  static async open(file = WHOLE): Promise<Compose> {
    const { docker } = await findEngine(process.env)
    const directory = await mkdtemp(join(tmpdir(), 'blitz-compose-'))
    await extractPlugins(docker, join(directory, 'cli-plugins'))
    return new Compose(docker, directory, file, await freePort())
  }

  /** What a reader opens. */
  get address(): string {
    return `http://localhost:${this.port}`
  }

  /** Builds the image and starts the services. */
  async up(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const authority = process.env['NODE_EXTRA_CA_CERTS']
    if (authority) await cp(authority, CERTIFICATE)
    this.#isUp = true
    try {
      await this.run(['up', '--build', '--detach', '--wait'], environment)
    } finally {
      await rm(CERTIFICATE, { force: true })
    }
  }

  /** Runs one command. @throws with what it said when it fails. */
  async run(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Said> {
    const said = await this.ask(words, environment)
    if (said.status === 0) return said
    throw new Error(`docker compose ${words.join(' ')} ended with ${said.status}: ${said.stderr}`)
  }

  /** Runs one command, however it ends. */
  ask(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Said> {
    const { PATH = '', HOME = '' } = process.env
    const own = {
      COMPOSE_FILE: this.#file,
      SERVER_IMAGE: `docker-blitz/server:${this.name}`,
      PORT: String(this.port),
    }
    const options = {
      cwd: PROJECT,
      maxBuffer: 64 * 1024 * 1024,
      env: { PATH, HOME, DOCKER_CONFIG: this.#directory, HUB: 'off', ...own, ...environment },
    }
    const program = join(this.#directory, 'cli-plugins/docker-compose')
    return new Promise((resolve) => {
      execFile(
        program,
        ['--project-name', this.name, ...words],
        options,
        (error: ExecFileException | null, stdout, stderr) => {
          resolve({ status: error ? Number(error.code ?? 1) : 0, stdout, stderr })
        },
      )
    })
  }

  /** The container of the server, as the engine describes it. */
  server(): Promise<Docker.ContainerInspectInfo> {
    return this.service('server')
  }

  async service(name: string): Promise<Docker.ContainerInspectInfo> {
    const { stdout } = await this.run(['ps', '--all', '--quiet', name])
    return this.docker.getContainer(stdout.trim()).inspect()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isUp) {
      await this.ask(['stop'])
      await this.ask(['run', '--rm', 'server', 'hub', 'remove'], { COMPOSE_FILE: WHOLE })
      await this.ask(['down', '--volumes', '--rmi', 'all'])
    }
    await rm(this.#directory, { recursive: true })
  }
}

async function extractPlugins(docker: Docker, directory: string): Promise<void> {
  const image = await ensureSandboxImage(docker, TEST_IMAGE)
  const container = await docker.createContainer({ Image: image })
  try {
    const archive = await container.getArchive({ path: `${PLUGINS}/.` })
    await mkdir(directory)
    const tar = spawn('tar', ['-x', '-C', directory], { stdio: ['pipe', 'inherit', 'inherit'] })
    await Promise.all([once(tar, 'close'), pipeline(archive, tar.stdin)])
  } finally {
    await container.remove({ force: true })
  }
}

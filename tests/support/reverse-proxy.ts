import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { LookupFunction } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { systemEnvironment } from '../../sandbox-server/common/debian-packages.ts'
import { findProgram, type UnpackedProgram } from '../../tools/unpacked-programs.ts'
import { freePort } from './free-port.ts'
import { until } from './reader.ts'

/** The names of the examples in `deploy/`. */
export const SITE_NAME = 'blitz.example.org'
export const PREVIEW_NAME = 'preview.example.org'

const EXAMPLES = new URL('../../deploy/', import.meta.url)

/** How a client reaches the proxy by any name, and believes it. */
export interface TlsOptions {
  readonly ca: string
  readonly lookup: LookupFunction
}

/** A proxy with TLS, by one of the examples, at an address of this machine that is not loopback. */
export interface ReverseProxy extends AsyncDisposable {
  /** The site's origin. */
  readonly origin: string
  readonly tls: TlsOptions
  ask(address: string, headers?: IncomingHttpHeaders): Promise<Answer>
}

export interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** What differs from the example. */
export interface ProxyOptions {
  /** Where the server listens. */
  readonly server: string
  readonly port: number
  /** Changes the example as a host would. */
  readonly edit?: (example: string) => string
}

/** @returns an address of this machine by which a proxy sees a reader who is not on it. */
export function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const found = all.find(({ family, internal }) => family === 'IPv4' && !internal)
  if (!found) throw new Error('This machine has no address but loopback.')
  return found.address
}

/** Starts a proxy by its example in `deploy/`, whose names it keeps. */
export async function startProxy(
  program: UnpackedProgram,
  { server, port, edit = (example) => example }: ProxyOptions,
): Promise<ReverseProxy> {
  const path = await findProgram(program)
  if (path === undefined) {
    throw new Error(`There is no ${program}: npm test -- contract/proxies gets it.`)
  }
  const directory = await mkdtemp(join(tmpdir(), `blitz-${program}-`))
  const ca = await makeCertificate(directory)
  const address = ownAddress()
  const place: Place = { directory, address, port, server: new URL(server).host }
  const { words, name, config } = await PROXIES[program](place, edit)
  await writeFile(join(directory, name), config)
  const child = spawn(path, words, {
    cwd: directory,
    env: {
      ...systemEnvironment(),
      HOME: directory,
      XDG_DATA_HOME: directory,
      XDG_CONFIG_HOME: directory,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = wordsOf(child)
  const lookup: LookupFunction = (_, { all }, done) => {
    if (all) done(null, [{ address, family: 4 }])
    else done(null, address, 4)
  }
  const tls = { ca, lookup }
  const ask: ReverseProxy['ask'] = async (at, headers = {}) => {
    const asked = request(at, { ...tls, agent: false, headers }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    return { status: answer.statusCode, headers: answer.headers, text: await text(answer) }
  }
  const origin = `https://${SITE_NAME}:${port}`
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said()}`)
    return ask(origin).then(
      () => true,
      () => false,
    )
  }, `${program} to listen`)
  return {
    origin,
    tls,
    ask,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'close')
      child.kill('SIGTERM')
      await ended
      await rm(directory, { recursive: true })
    },
  }
}

interface Place {
  readonly directory: string
  readonly address: string
  readonly port: number
  readonly server: string
}

type Edit = (example: string) => string

/** How each proxy runs from a folder of its own, and as nobody's service. */
const PROXIES: Readonly<
  Record<
    UnpackedProgram,
    (place: Place, edit: Edit) => Promise<{ words: string[]; name: string; config: string }>
  >
> = {
  async nginx({ directory, address, port, server }, edit) {
    const example = edit(await readFile(new URL('nginx.conf', EXAMPLES), 'utf8'))
      .replaceAll(/^ *listen \[.*\n/gm, '')
      .replace('listen 80;', `listen 127.0.0.1:${await freePort()};`)
      .replaceAll('listen 443 ssl;', `listen ${address}:${port} ssl;`)
      .replaceAll(/\/etc\/ssl\/docker-blitz[a-z-]*/g, directory)
      .replace('server 127.0.0.1:8000;', `server ${server};`)
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${directory}/${name};`)
      .join('\n')
    const user = process.getuid?.() === 0 ? 'user root;' : ''
    return {
      words: ['-p', directory, '-c', 'main.conf', '-e', 'stderr'],
      name: 'main.conf',
      config:
        `${user} daemon off; worker_processes 1; pid ${directory}/pid; error_log stderr;\n` +
        `events {}\nhttp {\naccess_log off;\n${paths}\n${example}}\n`,
    }
  },
  async caddy({ directory, address, port, server }, edit) {
    const certificate = `${directory}/fullchain.pem ${directory}/privkey.pem`
    const example = edit(await readFile(new URL('Caddyfile', EXAMPLES), 'utf8'))
      .replace(/^\S*blitz\.example\.org \{$/m, `${SITE_NAME}:${port} {\n\ttls ${certificate}`)
      .replace(/^\*\.preview\.example\.org \{$/m, `*.${PREVIEW_NAME}:${port} {`)
      .replace(/^\ttls \/etc\/.*$/m, `\ttls ${certificate}`)
      .replace('127.0.0.1:8000', server)
    return {
      words: ['run', '--adapter', 'caddyfile', '--config', 'Caddyfile'],
      name: 'Caddyfile',
      config: `{\n\tadmin off\n\tauto_https disable_redirects\n\tdefault_bind ${address}\n}\n${example}`,
    }
  },
}

/** For all names of the examples, signed by nobody. @returns it, in PEM. */
async function makeCertificate(directory: string): Promise<string> {
  const names = [SITE_NAME, PREVIEW_NAME, `*.${PREVIEW_NAME}`].map((name) => `DNS:${name}`)
  const certificate = join(directory, 'fullchain.pem')
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', join(directory, 'privkey.pem'), '-out', certificate],
    ...['-days', '2', '-subj', `/CN=${SITE_NAME}`, '-addext', `subjectAltName=${names}`],
  ])
  return readFile(certificate, 'utf8')
}

/** @returns how to read what a program has said so far. */
function wordsOf({ stdout, stderr }: ChildProcess): () => string {
  let said = ''
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  return () => said.slice(-2000)
}

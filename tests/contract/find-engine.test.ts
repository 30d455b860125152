import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { readEngineFacts } from '../../sandbox-server/engines/engine-facts.ts'
import { type FoundEngine, findEngine } from '../../sandbox-server/engines/find-engine.ts'

const SOCKET = '/var/run/docker.sock'

let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'blitz-engines-'))
})

afterAll(async () => {
  await rm(home, { recursive: true })
})

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the engine of this machine', () => {
  it('is found with no setting at all, and described', async () => {
    const engine = await findEngine({ HOME: home })
    expect(engine).toMatchObject({ from: SOCKET, overSocket: true })
    const facts = await readEngineFacts(engine)
    expect(facts).toMatchObject({ product: 'Docker', kind: 'linux', onThisKernel: true })
    expect(facts.security).toContain('seccomp')
  })

  it('is found by the context that the client uses', async () => {
    const folder = createHash('sha256').update('here').digest('hex')
    await mkdir(join(home, 'client/contexts/meta', folder), { recursive: true })
    await writeFile(
      join(home, 'client/contexts/meta', folder, 'meta.json'),
      JSON.stringify({ Name: 'here', Endpoints: { docker: { Host: `unix://${SOCKET}` } } }),
    )
    await writeFile(join(home, 'client/config.json'), '{"currentContext":"here"}')
    const engine = await findEngine({ HOME: home, DOCKER_CONFIG: join(home, 'client') })
    expect(engine.from).toBe(`Docker context here (unix://${SOCKET})`)
    await expectUsable(engine)
  })

  it('is reached by whatever DOCKER_HOST says, also when our own environment says otherwise', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1')
    await expectUsable(await findEngine({ HOME: home, DOCKER_HOST: `unix://${SOCKET}` }))
  })
})

describe('an engine behind ssh', () => {
  // A stand-in for the ssh client: it goes to the engine of this machine instead of another.
  const program = `#!${process.execPath}
const { writeFileSync } = require('node:fs')
writeFileSync(__filename + '.words', process.argv.slice(2).join(' '))
const engine = require('node:net').connect(${JSON.stringify(SOCKET)})
process.stdin.pipe(engine).pipe(process.stdout)
`

  it("is reached by the machine's own client, streams included", async () => {
    await writeProgram('there', program)
    const engine = await findEngine({ HOME: home, DOCKER_HOST: 'ssh://ada@lab.example:2222' })
    expect(engine.overSocket).toBe(false)
    expect(await readFile(join(home, 'there/ssh.words'), 'utf8')).toBe(
      '-o BatchMode=yes -o ConnectTimeout=10 -T -p 2222 -- ada@lab.example docker system dial-stdio',
    )
    await expectUsable(engine)
  })

  it('that cannot be reached gives the reason of the client', async () => {
    await writeProgram(
      'not-there',
      '#!/bin/sh\necho "ssh: no route to lab.example" >&2\nexit 255\n',
    )
    await expect(findEngine({ HOME: home, DOCKER_HOST: 'ssh://lab.example' })).rejects.toThrow(
      'DOCKER_HOST=ssh://lab.example does not answer: ssh: no route to lab.example. ',
    )
  })

  async function writeProgram(folder: string, text: string): Promise<void> {
    await mkdir(join(home, folder))
    await writeFile(join(home, folder, 'ssh'), text)
    await chmod(join(home, folder, 'ssh'), 0o755)
    vi.stubEnv('PATH', `${join(home, folder)}${delimiter}${process.env['PATH']}`)
  }
})

describe('an engine behind TLS', () => {
  let server: Server
  let host: string

  beforeAll(async () => {
    const certificates = join(home, 'certificates')
    await mkdir(certificates)
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', join(certificates, 'key.pem'), '-out', join(certificates, 'ca.pem')],
      ...['-days', '2', '-subj', '/CN=engine', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ])
    const certificate = await readFile(join(certificates, 'ca.pem'))
    await writeFile(join(certificates, 'cert.pem'), certificate)
    server = createServer({
      key: await readFile(join(certificates, 'key.pem')),
      cert: certificate,
      ca: certificate,
      requestCert: true,
      rejectUnauthorized: true,
    })
    server.on('secureConnection', (client) => {
      const engine = connect(SOCKET)
      client
        .on('error', () => engine.destroy())
        .pipe(engine)
        .pipe(client)
      engine.on('error', () => client.destroy())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterAll(async () => {
    server?.close()
  })

  it('is reached with the certificates of DOCKER_CERT_PATH', async () => {
    const engine = await findEngine({
      HOME: home,
      DOCKER_HOST: host,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: join(home, 'certificates'),
    })
    expect(engine.overSocket).toBe(false)
    await expectUsable(engine)
  })

  it('is not trusted where its certificate is not known', async () => {
    await expect(
      findEngine({ HOME: home, DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1' }),
    ).rejects.toThrow(
      'does not answer: its certificate is not one that the ca.pem of DOCKER_CERT_PATH vouches for ' +
        '(DEPTH_ZERO_SELF_SIGNED_CERT).',
    )
  })

  it('says so where TLS was forgotten', async () => {
    await expect(findEngine({ HOME: home, DOCKER_HOST: host })).rejects.toThrow(
      'does not answer: it hung up, as an engine that wants TLS does (see DOCKER_TLS_VERIFY).',
    )
  })
})

/** Asks for something that only a real engine can answer. */
async function expectUsable({ docker }: FoundEngine): Promise<void> {
  const { ApiVersion: version } = await docker.version()
  expect(version).toMatch(/^1\.\d+$/)
  const lines: unknown[] = []
  const events = await docker.getEvents({ since: 0, until: 1 })
  for await (const line of events) lines.push(line)
  expect(lines).toEqual([])
}

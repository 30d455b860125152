import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type Docker from 'dockerode'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../tools/swarm/run.ts'
import { EngineApart } from '../support/engine-apart.ts'
import { until } from '../support/reader.ts'

/** As Docker's client labels what `docker stack deploy` makes. */
const STACK = { 'com.docker.stack.namespace': 'docker-blitz' }

let apart: EngineApart
let docker: Docker

beforeAll(async () => {
  apart = await EngineApart.make()
  docker = (await apart.start()).engine.docker
})

afterAll(() => apart[Symbol.asyncDispose]())

/** What a host sees of `npm run swarm` on that machine. */
async function swarm(...words: string[]) {
  const [output, errors] = [new PassThrough(), new PassThrough()]
  const status = await run(words, {
    environment: { DOCKER_HOST: `unix://${apart.socket}` },
    output,
    errors,
    signal: new AbortController().signal,
    showing: (_, work) => work(() => {}),
  })
  output.end()
  errors.end()
  return { status, output: await text(output), errors: await text(errors) }
}

/** An image of no layers has nothing to run, and can be named. */
async function importEmptyImage(name: string): Promise<void> {
  const archive = pack()
  archive.finalize()
  const progress = await docker.importImage(Readable.from(archive), { repo: name })
  await text(progress as Readable)
}

const certificates = async () => {
  const secrets = await docker.listSecrets()
  const configs = await docker.listConfigs()
  return [...secrets, ...configs].map(({ ID, Spec }) => `${Spec?.Name} ${ID}`).sort()
}

/** Each part goes on where the one before it ends, as a host does. */
describe('npm run swarm', () => {
  it('says how to make a Swarm where there is none, and makes nothing', async () => {
    expect(await swarm('init')).toEqual({
      status: 1,
      output: '',
      errors:
        'This machine is in no Swarm. Make one: docker swarm init (with several networks: --advertise-addr and the address that the other machines reach). Then again: npm run swarm -- init\n',
    })
  })

  it('makes certificates and binds the server to this machine, once', async () => {
    await docker.swarmInit({ ListenAddr: '127.0.0.1:2377', AdvertiseAddr: '127.0.0.1' })
    const first = await swarm('init')
    expect(first).toMatchObject({ status: 0, errors: '' })
    expect(first.output).toMatch(/^Certificates: made, number 1, good until \d{4}-\d\d-\d\d\.\n/)
    expect(first.output).toContain('has the label docker-blitz.server=yes now.')
    expect(first.output).toContain(
      'The image: localhost/docker-blitz/server is not on this machine. Build it: SERVER_IMAGE=localhost/docker-blitz/server docker compose build server',
    )
    const made = await certificates()
    expect(made.map((line) => line.split(' ')[0])).toEqual([
      'docker-blitz-authority-1',
      'docker-blitz-node-1',
      'docker-blitz-node-key-1',
      'docker-blitz-server-1',
      'docker-blitz-server-key-1',
    ])
    const again = await swarm('init')
    expect(again.output).toMatch(/^Certificates: are there already, number 1/)
    expect(again.output).toMatch(/\nThe server: runs on \S+\.\n/)
    expect(await certificates()).toEqual(made)
  })

  it('gives no command to join to a machine that would get no image', async () => {
    const { status, output, errors } = await swarm('join-command')
    expect({ status, output }).toEqual({ status: 1, output: '' })
    expect(errors).toMatch(/^The image localhost\/docker-blitz\/server is not on this machine/)
  })

  it('says how a further machine gets the image, and joins', async () => {
    await importEmptyImage('localhost/docker-blitz/server')
    const { status, output } = await swarm('join-command')
    expect(status).toBe(0)
    const { Worker } = (await docker.swarmInspect()).JoinTokens
    expect(output).toContain(
      '\n  docker save localhost/docker-blitz/server | gzip | ssh NEW-MACHINE docker load\n',
    )
    expect(output).toContain(`\n  docker swarm join --token ${Worker} 127.0.0.1:2377\n`)
  })

  it('shows this machine, and what is missing, for people and for programs', async () => {
    const { status, output } = await swarm('status')
    expect(status).toBe(1)
    expect(output).toMatch(/\n\S+ +leader +ready, active +none\n/)
    expect(output).toContain('Missing: The stack docker-blitz has no server and no node.')
    const report = JSON.parse((await swarm('status', '--json')).output)
    expect(report.machines).toMatchObject([{ role: 'leader', state: 'ready', node: 'none' }])
    expect(report.missing).toHaveLength(1)
  })

  it('says of a machine what its node program lacks, in the words of the Swarm or better', async () => {
    await docker.createService({
      Name: 'docker-blitz_node',
      Labels: STACK,
      Mode: { Global: {} },
      EndpointSpec: { Mode: 'dnsrr' },
      TaskTemplate: {
        ContainerSpec: { Image: 'localhost/nobody-has-this', Labels: STACK },
        RestartPolicy: { Condition: 'none' },
      },
    })
    const missing = async () => JSON.parse((await swarm('status', '--json')).output).missing
    const isSaid = async () => String(await missing()).includes('has no image')
    await until(isSaid, 'what is missing')
    expect(await missing()).toContainEqual(
      expect.stringMatching(/^\S+ has no image localhost\/nobody-has-this\. Bring it there: /),
    )
  })

  it('makes the next certificates beside the first ones, and no third before those are used', async () => {
    const before = await certificates()
    const { output } = await swarm('init', '--renew')
    expect(output).toMatch(/^Certificates: made, number 2\. Nothing uses them yet\./)
    expect(output).toContain('Where a key may be stolen, do all of this once more')
    const after = await certificates()
    expect(after).toEqual(expect.arrayContaining(before))
    expect(after).toHaveLength(10)
    expect((await swarm('init', '--renew')).output).toMatch(
      /^Certificates: were made before, number 2/,
    )
    expect(await certificates()).toEqual(after)
  })

  it('names certificates that are not whole, and the command that removes them works', async () => {
    const [config] = (await docker.listConfigs()).filter(({ Spec }) => Spec?.Name.endsWith('-2'))
    await docker.getConfig(config?.ID as string).remove()
    const { status, errors } = await swarm('init')
    expect(status).toBe(1)
    expect(errors).toMatch(/^Certificates are not whole: there are docker-blitz-server-2, /)
    const [, names = ''] = /docker secret rm ([a-z0-9 -]+)\n$/.exec(errors) ?? []
    for (const name of names.split(' ')) await docker.getSecret(name).remove()
    expect((await swarm('init')).output).toMatch(/^Certificates: are there already, number 1/)
  })

  it('removes what it made, after it has said what that is', async () => {
    expect((await swarm('remove')).output).toMatch(
      /^It would remove:\n {2}the service docker-blitz_node\n {2}certificates 1\n/,
    )
    expect(await docker.listServices()).toHaveLength(1)
    expect(await certificates()).toHaveLength(5)
    const { status, output } = await swarm('remove', '--yes')
    expect(status).toBe(0)
    expect(output).toContain('docker volume rm docker-blitz_state')
    expect(await certificates()).toEqual([])
    expect(await docker.listServices()).toEqual([])
    const [node] = await docker.listNodes()
    expect(node?.Spec?.Labels).toEqual({})
    expect((await swarm('remove')).output).toBe('There is nothing to remove.\n')
  })
})

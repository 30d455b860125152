import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { textOfFrames } from '../../sandbox-server/drivers/docker-engine/exec-stream.ts'
import { NodeLink } from '../../sandbox-server/nodes/node-link.ts'
import type { EngineUnderTest } from './engine.ts'
import { until } from './reader.ts'

const PROJECT = join(import.meta.dirname, '../..')
const ENGINE_SOCKET = '/var/run/docker.sock'

/** The node program in a container, with the rights of docs/machines.md and no others. */
export interface ContainedNode extends AsyncDisposable {
  /** The connection of a server to it. */
  readonly link: NodeLink
}

/** Starts it with the project and the programs of this machine, so that no image need be built. */
export async function startContainedNode(engine: EngineUnderTest): Promise<ContainedNode> {
  await using acquired = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'blitz-node-'))
  acquired.defer(() => rm(directory, { recursive: true }))
  const path = join(directory, 'node.sock')
  const container = await engine.docker.createContainer({
    Image: engine.image,
    Entrypoint: [join(PROJECT, 'node_modules/.bin/node'), join(PROJECT, 'tools/node.ts')],
    User: 'root',
    WorkingDir: PROJECT,
    Env: [
      'BLITZ_INSTALLATION=swarm',
      'NODE_PROC=/machine/proc',
      `NODE_LISTEN=unix:${path}`,
      `STATE_DIRECTORY=${directory}`,
    ],
    HostConfig: {
      CapDrop: ['ALL'],
      CapAdd: ['DAC_OVERRIDE', 'SYS_PTRACE'],
      Binds: [
        `${ENGINE_SOCKET}:${ENGINE_SOCKET}`,
        '/proc:/machine/proc',
        '/sys/fs/cgroup:/sys/fs/cgroup',
        `${directory}:${directory}`,
        `${PROJECT}:${PROJECT}:ro`,
        '/usr:/usr:ro',
      ],
    },
  })
  acquired.defer(async () => container.remove({ force: true }))
  await container.start()
  const hello = { version: '1.0.0', server: 'suite', deployment: engine.deployment }
  const link = acquired.use(new NodeLink({ address: { path }, hello }))
  await until(async () => {
    const { State } = await container.inspect()
    if (!State.Running) throw new Error(textOfFrames(await container.logs({ stderr: true })))
    return link.state.value.state === 'connected'
  }, 'a node program in a container')
  const held = acquired.move()
  return { link, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

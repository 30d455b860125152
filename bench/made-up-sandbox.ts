import { createServer } from 'node:http'
import { type Duplex, duplexPair } from 'node:stream'
import ssh2 from 'ssh2'
import type { MachineRoom, SandboxDriver, SandboxHandle } from '../sandbox-server/drivers/driver.ts'
import { echoingShell } from './echoing-shell.ts'

/**
 * Sandboxes that are none, for the bench of the server alone: no engine, no container, no program. Each
 * has an SSH server, and shells that echo what is typed, so that the server does for them what it does
 * for real ones.
 */

/** What a reader at work takes, in bytes: nothing here does. */
const MEMORY_BYTES = 45e6

/** One that holds as many as are wanted. */
const ROOM: MachineRoom = {
  memoryBytes: 2 ** 42,
  availableBytes: 2 ** 42,
  stalled: 0,
  diskBytes: 2 ** 42,
}

/** As `blitz-limits` prints it, once: of a sandbox in which nothing happens. */
const LIMITS =
  'kills=0 refusals=0 memory=1610612736 processes=1024 used=4096 disk=1073741824 memory-used=33554432 names=0\n'

/** An engine without containers, in which nothing ever happens. */
const ENGINE = createServer((request, response) => {
  response.setHeader('Content-Type', 'application/json')
  if (request.url?.includes('/events')) response.flushHeaders()
  else response.end('[]')
})

export function madeUpDriver(): SandboxDriver {
  const handles = new Map<string, SandboxHandle>()
  const hostKey = ssh2.utils.generateKeyPairSync('ed25519').private
  return {
    create: async ({ id }) => {
      const handle = madeUpHandle(id, hostKey, () => handles.delete(id))
      handles.set(id, handle)
      return handle
    },
    list: async () => [...handles.values()],
    room: async () => ROOM,
    layerStores: async () => [],
    removeLayerStore: async () => {},
  }
}

function madeUpHandle(id: string, hostKey: string, onEnd: () => void): SandboxHandle {
  const { promise: lost, resolve } = Promise.withResolvers<void>()
  const end = () => {
    onEnd()
    resolve()
  }
  return {
    id,
    node: '',
    lost,
    connect: async () => logInto(hostKey),
    dial: async () => echoingShell(),
    state: async () => 'running',
    lastWords: async () => '',
    pause: async () => {},
    resume: async () => {},
    processorSeconds: async () => 0,
    memoryBytes: async () => MEMORY_BYTES,
    destroy: async () => end(),
    release: end,
  }
}

/** @returns the client's end of a connection to an SSH server that lets everybody in. */
function logInto(hostKey: string): Duplex {
  const [near, far] = duplexPair()
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on('authentication', (asked) => asked.accept())
    client.on('error', () => {})
    client.on('request', (accept) => accept?.())
    client.on('openssh.streamlocal', (accept) => {
      const channel = accept()
      ENGINE.emit('connection', asSocket(channel))
    })
    client.on('session', (accept) => {
      accept().once('exec', (acceptCommand, _, { command }) => {
        const channel = acceptCommand()
        if (command.includes('blitz-limits')) {
          channel.write(LIMITS)
          return
        }
        channel.exit(0)
        channel.end()
      })
    })
  })
  server.injectSocket(asSocket(far))
  return near
}

/** What is asked of a socket, and a stream has not got. */
const SOCKET_METHODS = ['setNoDelay', 'setTimeout', 'setKeepAlive', 'ref', 'unref'] as const

function asSocket(stream: Duplex) {
  const nothing = () => stream
  return Object.assign(
    stream,
    Object.fromEntries(SOCKET_METHODS.map((name) => [name, nothing])),
  ) as never
}

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { NodeLink } from '../../sandbox-server/nodes/node-link.ts'
import { type Started, TestHost } from './npm-start.ts'
import { until } from './reader.ts'

/** The node program of this machine as a host starts it, on a Unix socket of its own. */
export class NodeProgram implements AsyncDisposable {
  readonly socket: string
  readonly #host: TestHost
  /** Further settings, for each start. */
  readonly #environment: NodeJS.ProcessEnv

  private constructor(host: TestHost, environment: NodeJS.ProcessEnv) {
    this.#host = host
    this.#environment = environment
    this.socket = join(host.stateDirectory, 'node.sock')
  }

  static async open(environment: NodeJS.ProcessEnv = {}): Promise<NodeProgram> {
    return new NodeProgram(await TestHost.open(), environment)
  }

  /** Starts it without npm, so that its process is the one that a test kills. */
  start(environment: NodeJS.ProcessEnv = {}): Started {
    const own = { NODE_LISTEN: `unix:${this.socket}`, ...this.#environment }
    return this.#host.command('node', ['tools/node.ts'], { ...own, ...environment })
  }

  /** The same, once it serves. */
  async serve(environment: NodeJS.ProcessEnv = {}): Promise<Started> {
    const started = this.start(environment)
    await until(() => started.said().includes('waits for a server'), 'a node that serves')
    return started
  }

  /** A server's connection, which is made again whenever it breaks. The caller disposes of it. */
  link(deployment: string, server = randomBytes(8).toString('hex')): NodeLink {
    const hello = { version: '1.0.0', server, deployment }
    return new NodeLink({ address: { path: this.socket }, hello })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#host[Symbol.asyncDispose]()
  }
}

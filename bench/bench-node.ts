import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { NodeAddress } from '../node-protocol/address.ts'
import type { ConnectionCertificates } from '../node-protocol/connection-certificates.ts'
import type { SandboxDriver } from '../sandbox-server/drivers/driver.ts'
import { NodeSandboxes } from '../sandbox-server/nodes/node-driver.ts'
import { NodeLink } from '../sandbox-server/nodes/node-link.ts'
import { connected } from '../tests/support/node.ts'

/** A Unix socket of this machine, or TLS of both sides by its loopback. */
export type NodeWay = 'socket' | 'tls'

/** What a node's process is told, and what it tells. */
export interface NodeWish {
  readonly way: NodeWay
  /** Its sandboxes are made up: they have no engine and no programs, and echo what is typed. */
  readonly isMadeUp?: boolean
}

export interface StartedNode {
  readonly address: NodeAddress
  readonly certificates: ConnectionCertificates | undefined
  /** Of its sandboxes. */
  readonly deployment: string
}

/** A node program in a process of its own, and a server's connection to it. */
export class BenchNode implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #link: NodeLink
  readonly #sandboxes: NodeSandboxes
  readonly deployment: string

  private constructor(process: ChildProcess, link: NodeLink, { deployment }: StartedNode) {
    this.#process = process
    this.#link = link
    this.#sandboxes = new NodeSandboxes(link, 'one')
    this.deployment = deployment
  }

  /** @throws where it does not come up; its own words are on standard error. */
  static async start(wish: NodeWish): Promise<BenchNode> {
    const node = fork(join(import.meta.dirname, 'node-process.ts'), [JSON.stringify(wish)])
    const ended = once(node, 'exit').then(() => {
      throw new Error('The node of the bench has ended.')
    })
    const [started] = (await Promise.race([once(node, 'message'), ended])) as [StartedNode]
    ended.catch(() => {})
    const { address, certificates, deployment } = started
    const hello = { version: 'bench', server: String(process.pid), deployment }
    const link = new NodeLink({ address, certificates, hello })
    await connected(link)
    return new BenchNode(node, link, started)
  }

  get driver(): SandboxDriver {
    return this.#sandboxes.driver('')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#link[Symbol.dispose]()
    if (!this.#process.connected) return
    const ended = once(this.#process, 'exit')
    this.#process.disconnect()
    await ended
  }
}

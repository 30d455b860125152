import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NodeService, serveNode } from '../../sandbox-node/serve-node.ts'
import { sweepLeftovers } from '../../sandbox-server/drivers/docker-engine/sweep.ts'
import { Cluster } from '../../sandbox-server/nodes/cluster.ts'
import { NodeLink } from '../../sandbox-server/nodes/node-link.ts'
import { type EngineUnderTest, engineUnderTest, TEST_LIMITS, WITHOUT_ENGINE } from './engine.ts'
import { machineOf } from './node.ts'

/** A node program on this machine's engine, with sandboxes of its own there. */
export class EngineNodeUnderTest implements AsyncDisposable {
  readonly name: string
  readonly engine: EngineUnderTest
  readonly #directory: string
  #service: NodeService | undefined

  private constructor(name: string, engine: EngineUnderTest, directory: string) {
    this.name = name
    this.engine = engine
    this.#directory = directory
  }

  static async start(name: string): Promise<EngineNodeUnderTest> {
    const engine = await engineUnderTest(TEST_LIMITS, undefined, undefined, WITHOUT_ENGINE)
    const node = new EngineNodeUnderTest(name, engine, await mkdtemp(join(tmpdir(), 'blitz-node-')))
    await node.serve()
    return node
  }

  get address() {
    return { path: join(this.#directory, 'node.sock') }
  }

  /** Starts its program, which finds what runs. */
  async serve(): Promise<void> {
    const { docker, deployment, driver, image } = this.engine
    const course = { name: '', hasEngine: false, image }
    this.#service = await serveNode({
      machine: {
        ...machineOf(driver, { id: `id-of-${this.name}`, name: this.name, courses: [course] }),
        sweep: (_, kept) => sweepLeftovers(docker, deployment, kept),
      },
      address: this.address,
      onFault: () => {},
    })
  }

  /** Its program ends without a word, and its sandboxes go on. */
  async fall(): Promise<void> {
    await this.#service?.[Symbol.asyncDispose]()
    this.#service = undefined
  }

  /** Breaks the connection of its server, which makes another one. */
  cut(): void {
    this.#service?.tenancy.tenant.value?.end()
  }

  /** The sandboxes on it, by their ids. */
  async sandboxes(): Promise<readonly string[]> {
    return (await this.engine.driver.list()).map(({ id }) => id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fall()
    await this.engine[Symbol.asyncDispose]()
    await rm(this.#directory, { recursive: true })
  }
}

/** The server's side of those nodes. */
export function clusterOf(
  nodes: readonly EngineNodeUnderTest[],
  lostMilliseconds: number,
  kept: ReadonlySet<string> = new Set(),
): Cluster {
  const hello = { version: '1.0.0', server: crypto.randomUUID(), deployment: 'blitz-test' }
  return new Cluster({
    addresses: nodes.map(({ address }) => address),
    courses: [{ name: '', hasEngine: false }],
    lostMilliseconds,
    kept: () => kept,
    connect: (address) => new NodeLink({ address, hello }),
    onFault: () => {},
  })
}

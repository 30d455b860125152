import type { NodeFacts, NodeNews, NodeRoom, NodeSeatLimits } from '../node-protocol/messages.ts'
import type { Stream } from '../sandbox-server/common/stream.ts'
import type { Watched } from '../sandbox-server/common/watched.ts'
import type { SandboxDriver } from '../sandbox-server/drivers/driver.ts'

/** The machine that a node program serves: its engine, and what sandboxes are made from. */
export interface NodeMachine {
  readonly facts: NodeFacts
  /** @throws {DriverError} when the engine, or the kernel, does not say. */
  room(): Promise<NodeRoom>
  /**
   * Makes and lists the sandboxes of a course of a deployment.
   * @returns undefined where this machine has no such course.
   */
  driver(deployment: string, course: string, limits?: NodeSeatLimits): SandboxDriver | undefined
  /** Removes all of a deployment but the sandboxes that are kept. @returns how many there were. */
  sweep(deployment: string, kept: ReadonlySet<string>): Promise<number>
  /** Whether the Swarm drains this machine, by what the server has said last. */
  readonly told: Watched<boolean>
  /** What a server is told besides the ends of sandboxes. */
  readonly news: Stream<NodeNews>
  /** News that say how things stand, for a server that has just come. */
  standing(): Iterable<NodeNews>
}

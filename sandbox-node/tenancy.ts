import { type Hello, NODE_PROTOCOL } from '../node-protocol/messages.ts'
import { Watched } from '../sandbox-server/common/watched.ts'
import { RefusedError } from './refused-error.ts'

/** The server that a node works for. */
export interface Tenant {
  readonly hello: Hello
  /** Where its connection comes from, as a host reads it. */
  readonly from: string
  /** When it came, in milliseconds since 1970. */
  readonly since: number
  /** Ends its connection. */
  readonly end: () => void
}

/**
 * A node works for one server at a time: two that remove each other's sandboxes would be worse than
 * one that has to wait. A server that comes again replaces its own earlier connection.
 */
export class Tenancy {
  readonly #version: string
  /** Undefined while there is no server. */
  readonly tenant = new Watched<Tenant | undefined>(undefined)

  /** @param version of the project, for sentences. */
  constructor(version: string) {
    this.#version = version
  }

  /** @throws {RefusedError} with the sentence for the server's host. */
  enter(tenant: Tenant): void {
    const { protocol, version, server } = tenant.hello
    if (protocol !== NODE_PROTOCOL) {
      throw new RefusedError(
        `The server has version ${version}, and this node ${this.#version}: ` +
          'they do not understand each other. Update the older one.',
      )
    }
    const present = this.tenant.value
    if (present && present.hello.server !== server) {
      throw new RefusedError(
        `This node works for another server, connected from ${present.from} since ${shown(present.since)}. ` +
          'Stop that one first: a node serves one server at a time.',
      )
    }
    this.tenant.set(tenant)
    present?.end()
  }

  /** The connection of a tenant has ended: another server may come. */
  leave(tenant: Tenant): void {
    if (this.tenant.value === tenant) this.tenant.set(undefined)
  }
}

function shown(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

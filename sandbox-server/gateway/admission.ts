import type { IncomingMessage } from 'node:http'
import type { Observe } from '../observation/event.ts'
import { AddressCount } from './address-count.ts'
import { sharedAddress } from './client-address.ts'
import { isOriginAllowed } from './origin.ts'
import { ReaderCount } from './reader-count.ts'

/** Pages that a reader has connected, on average: many tell nothing of who they are for some seconds. */
const PAGES_PER_READER = 8

/** Requests of one page whose body is read at the same time. */
const REQUESTS_PER_PAGE = 2

export interface AdmissionOptions {
  readonly publicOrigins: readonly string[] | undefined
  /** The address of whoever asks, where the proxies in front are trusted to name it. */
  readonly addressOf: (request: IncomingMessage) => string
  /** Readers that may be connected from one address at once. */
  readonly readersPerAddress: number
  readonly observe: Observe
}

/** A page that may connect. */
export interface Place {
  /** By which readers are counted together; undefined for this machine. */
  readonly address: string | undefined
  /** Gives the place back; nothing more where that was done. */
  readonly release: () => void
}

/** Who may connect, whatever their frames travel by. */
export class Admission {
  readonly readers: ReaderCount
  readonly #options: AdmissionOptions
  readonly #connections: AddressCount
  readonly #requests: AddressCount

  constructor(options: AdmissionOptions) {
    this.#options = options
    const pages = options.readersPerAddress * PAGES_PER_READER
    this.readers = new ReaderCount(options.readersPerAddress)
    this.#connections = new AddressCount(pages)
    this.#requests = new AddressCount(pages * REQUESTS_PER_PAGE)
  }

  /** @returns the origin of the page that asks; undefined where its pages may not connect. */
  originOf({ headers }: IncomingMessage): string | undefined {
    const { origin, host } = headers
    const { publicOrigins, observe } = this.#options
    if (origin !== undefined && isOriginAllowed(origin, host, publicOrigins)) return origin
    observe({ kind: 'refused', session: undefined, reason: 'foreignOrigin' })
    return undefined
  }

  /** @returns a place for one more connection; undefined where its address has as many as it may. */
  connect(request: IncomingMessage): Place | undefined {
    const place = this.#take(this.#connections, request)
    if (place) return place
    this.#options.observe({ kind: 'refused', session: undefined, reason: 'tooManyReaders' })
    return undefined
  }

  /** @returns a place for one more body to be read; undefined as above. */
  ask(request: IncomingMessage): Place | undefined {
    return this.#take(this.#requests, request)
  }

  #take(count: AddressCount, request: IncomingMessage): Place | undefined {
    const address = sharedAddress(this.#options.addressOf(request))
    const release = count.take(address)
    return release && { address, release }
  }
}

import type { ClientMessage, ServerMessage } from './messages.ts'

/** A request that did not come to an answer; the message is a sentence for the reader. */
export class LiveError extends Error {
  override readonly name = 'LiveError'
}

type Request = Extract<ClientMessage, { request: number }>

/** What answers a request, by the request's type. */
export interface Answers {
  exec: Extract<ServerMessage, { type: 'exec-result' }>
  preview: Extract<ServerMessage, { type: 'preview' }>
}

type Answer = Answers[keyof Answers]

interface Pending {
  readonly message: Request
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: LiveError) => void
}

/** The requests of a client that are not answered yet, across connections. */
export class PendingRequests {
  readonly #pending = new Map<number, Pending>()

  get size(): number {
    return this.#pending.size
  }

  /** The messages to send, once there is a connection. */
  get messages(): Request[] {
    return [...this.#pending.values()].map(({ message }) => message)
  }

  /** @throws {LiveError} when it is refused, or given up. */
  add<Type extends Request['type']>(
    message: Extract<Request, { type: Type }>,
  ): Promise<Answers[Type]> {
    return new Promise((resolve, reject) => {
      // A number is used once, and the server answers a request in its own kind.
      const settle = resolve as (answer: Answer) => void
      this.#pending.set(message.request, { message, resolve: settle, reject })
    })
  }

  answer(answer: Answer): void {
    this.#take(answer.request)?.resolve(answer)
  }

  refuse(request: number, sentence: string): void {
    this.#take(request)?.reject(new LiveError(sentence))
  }

  refuseAll(sentence: string): void {
    for (const request of [...this.#pending.keys()]) this.refuse(request, sentence)
  }

  #take(request: number): Pending | undefined {
    const pending = this.#pending.get(request)
    this.#pending.delete(request)
    return pending
  }
}

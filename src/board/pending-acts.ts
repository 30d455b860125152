/** An act that was not done, or of which nobody knows; the message is a sentence for the host. */
export class ActError extends Error {
  override readonly name = 'ActError'
  /** The field of a plan that is wrong. */
  readonly field: string | undefined

  constructor(sentence: string, field?: string) {
    super(sentence)
    this.field = field
  }
}

/** What was asked for, such as the code of a move; undefined where there is nothing to tell. */
export type ActAnswers = Promise<string | undefined>

/** The acts of a board that are not answered yet. */
export class PendingActs {
  readonly #pending = new Map<number, PromiseWithResolvers<string | undefined>>()
  #next = 1

  add(): { request: number; answer: ActAnswers } {
    const request = this.#next++
    const pending = Promise.withResolvers<string | undefined>()
    this.#pending.set(request, pending)
    return { request, answer: pending.promise }
  }

  /** @returns what an act that cannot be sent comes to. */
  refused(sentence: string): ActAnswers {
    return Promise.reject(new ActError(sentence))
  }

  done({ request, answer }: { request: number; answer?: string | undefined }): void {
    this.#take(request)?.resolve(answer)
  }

  refuse(refusal: { request: number; sentence: string; field?: string | undefined }): void {
    this.#take(refusal.request)?.reject(new ActError(refusal.sentence, refusal.field))
  }

  /** Nobody knows of these whether they were done. */
  refuseAll(sentence: string): void {
    for (const request of [...this.#pending.keys()]) this.refuse({ request, sentence })
  }

  #take(request: number): PromiseWithResolvers<string | undefined> | undefined {
    const pending = this.#pending.get(request)
    this.#pending.delete(request)
    return pending
  }
}

/** What is wrong with a fence; the message is one sentence that an author can act on. */
export class FenceError extends Error {
  override readonly name = 'FenceError'
  /** Counted from the opening line of the fence, which is 0. */
  readonly line: number

  constructor(message: string, line = 0) {
    super(message)
    this.line = line
  }
}

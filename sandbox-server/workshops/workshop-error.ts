/** What a reader or a host asked for cannot be; the message is a sentence for them. */
export class WorkshopError extends Error {
  override readonly name: string = 'WorkshopError'
  /** Of a plan, such as `closes`, where the sentence is about one. */
  readonly field: string | undefined

  constructor(message: string, field?: string) {
    super(message)
    this.field = field
  }
}

/** What a reader or a host asked for cannot be; the message is a sentence for them. */
export class WorkshopError extends Error {
  override readonly name = 'WorkshopError'
}

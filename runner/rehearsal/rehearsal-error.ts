/** A rehearsal cannot begin, or go on; the message is a sentence for the host. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError'
}

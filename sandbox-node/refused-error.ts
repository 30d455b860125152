/** What a server asks for and does not get, with a sentence for its host. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
}

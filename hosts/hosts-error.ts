/** What ends the work with its own sentence for the person who called it. */
export class HostsError extends Error {
  override readonly name = 'HostsError'
}

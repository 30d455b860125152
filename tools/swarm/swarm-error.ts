/** What keeps `npm run swarm` from going on; the message says what, and what to do. */
export class SwarmError extends Error {
  override readonly name = 'SwarmError'
}

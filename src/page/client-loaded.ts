/** Where the browser keeps the session's token, for every tab of this site. */
export const TOKEN_KEY = 'blitz-token'

/** Where it keeps that it takes part in a workshop, for every tab of this site too (`src/membership/`). */
export const WORKSHOP_KEY = 'blitz-workshop'

const loaded = Promise.withResolvers<void>()

/** Resolves once any part of the page has loaded the client; loads nothing itself. */
export const clientLoaded: Promise<void> = loaded.promise

/** Called by the client's own module. */
export function announceClient(): void {
  loaded.resolve()
}

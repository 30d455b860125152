import { TOKEN_KEY, WORKSHOP_KEY } from '../page/client-loaded.ts'
import { siteStorage } from '../storage/browser-storage.ts'
import { KeptValue } from '../storage/kept-value.ts'

/** The seat that this browser has in a workshop; what the server says of it counts more. */
export interface Membership {
  /** The workshop's name, as in addresses. */
  readonly workshop: string
  readonly title: string
  /** Of the participant. */
  readonly name: string
  /** A host's own browser: its pages show terminals, and lead. */
  readonly isHost?: boolean
}

const kept = new KeptValue<Membership | undefined>({
  key: WORKSHOP_KEY,
  none: undefined,
  parse: parseMembership,
})

/** What this browser takes part in; undefined: nothing. */
export function membership(): Membership | undefined {
  return kept.latest
}

/** Tells `watcher` that now and with each change, of other tabs too. */
export function watchMembership(watcher: (membership: Membership | undefined) => void): void {
  kept.watch(watcher)
}

/** From now on every page of this site is one of the participant. */
export function takeSeat(token: string, seat: Membership): void {
  siteStorage.set(TOKEN_KEY, token)
  kept.set({ workshop: seat.workshop, title: seat.title, name: seat.name })
}

/** From now on the pages of this browser are a host's own, with the session that they have. */
export function takePart({ workshop, title, name }: Omit<Membership, 'isHost'>): void {
  kept.set({ workshop, title, name, isHost: true })
}

/** The board of this browser's host is no longer open: the pages are those of a reader. */
export function endHosting(): void {
  if (kept.latest?.isHost) kept.set(undefined)
}

/** From now on this browser is that of an ordinary reader, with a sandbox of its own. */
export function forgetSeat(): void {
  siteStorage.set(TOKEN_KEY, undefined)
  kept.set(undefined)
}

/** The token of the seat, for requests beside the page's connection. */
export function seatToken(): string | undefined {
  return siteStorage.get(TOKEN_KEY)
}

/** @returns nothing where the text is not what a page wrote. */
function parseMembership(text: string | null): Membership | undefined {
  try {
    const { workshop, title, name, isHost } = JSON.parse(text ?? '{}') as Record<string, unknown>
    if (typeof workshop !== 'string' || typeof title !== 'string') return undefined
    if (typeof name !== 'string') return undefined
    return { workshop, title, name, ...(isHost === true && { isHost }) }
  } catch {
    return undefined
  }
}

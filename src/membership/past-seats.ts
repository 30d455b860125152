import { KeptValue } from '../storage/kept-value.ts'

/** A seat that this browser has, or had: its token shows and deletes what is kept of its reader. */
export interface PastSeat {
  readonly workshop: string
  readonly title: string
  /** Of the participant. */
  readonly name: string
  readonly token: string
}

/** Seats that are remembered: the latest. */
const MOST_SEATS = 5

const kept = new KeptValue<readonly PastSeat[]>({
  key: 'blitz-past-seats',
  none: [],
  parse: parseSeats,
})

/** @returns the seats of this browser, the latest first. */
export function pastSeats(): readonly PastSeat[] {
  return kept.latest
}

/** Also after its reader has left, what is kept of the seat can be seen and deleted from here. */
export function rememberSeat({ workshop, title, name, token }: PastSeat): void {
  const others = kept.latest.filter((seat) => seat.token !== token)
  kept.set([{ workshop, title, name, token }, ...others].slice(0, MOST_SEATS))
}

export function forgetPastSeat(token: string | undefined): void {
  kept.set(kept.latest.filter((seat) => seat.token !== token))
}

/** @returns what of the text a page wrote. */
function parseSeats(text: string | null): readonly PastSeat[] {
  try {
    const seats = JSON.parse(text ?? '[]') as Partial<Record<string, unknown>>[]
    return seats.flatMap(({ workshop, title, name, token }) =>
      typeof workshop === 'string' &&
      typeof title === 'string' &&
      typeof name === 'string' &&
      typeof token === 'string'
        ? [{ workshop, title, name, token }]
        : [],
    )
  } catch {
    return []
  }
}

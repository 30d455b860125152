import type { SeatLimits } from '../house/live-course.ts'

/** What a workshop's plan says of its seats. Dates are in milliseconds since 1970. */
export interface SeatPlan {
  /** The workshop's name, as in its address. */
  readonly workshop: string
  /** By its name; empty where the server has one. */
  readonly course: string
  readonly seats: number
  /** Null: when a host opens it. */
  readonly opens: number | null
  /** Null: when a host closes it. */
  readonly closes: number | null
  /** How long before the opening the first sandbox is prepared. */
  readonly prepareMinutes: number
  readonly limits?: SeatLimits | undefined
  /** Time without use after which a sandbox ends; absent: never. */
  readonly idleMinutes?: number | undefined
}

/** `preparing`: sandboxes are made ahead; who comes early gets one. */
export type SeatPhase = 'planned' | 'preparing' | 'open' | 'closed'

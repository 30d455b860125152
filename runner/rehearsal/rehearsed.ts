/** What was rehearsed. */
export interface Rehearsed {
  readonly workshop: string
  readonly title: string
  readonly address: string
  /** When it began, such as `2026-11-30T09:00:00.000Z`. */
  readonly began: string
  readonly seed: number
  /** Seats that were wanted, that the plan has, and that this machine had room for before it began. */
  readonly seats: { readonly wanted: number; readonly planned: number; readonly room: number }
  /** Readers who were to come: as many as were wanted, or as there was room for. */
  readonly readers: number
  readonly openingSeconds: number
  /** Seats that were prepared before anybody came. */
  readonly prepared: number
  /** It was ended by hand. */
  readonly isCut: boolean
}

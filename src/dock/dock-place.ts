import { KeptValue } from '../storage/kept-value.ts'

export type DockSide = 'bottom' | 'side'

/** Where the dock is in the window, and which part of the window it takes, in percent. */
export interface DockPlace {
  readonly side: DockSide
  readonly bottom: number
  readonly sidePart: number
}

/** Bounds in percent: a few rows are left of either. */
export const PERCENT = {
  bottom: { least: 20, most: 85 },
  side: { least: 25, most: 60 },
} as const satisfies Record<DockSide, { least: number; most: number }>

const USUAL: DockPlace = { side: 'bottom', bottom: 40, sidePart: 36 }

/** As the reader left it, for every tab of this site. */
export const keptPlace = new KeptValue<DockPlace>({
  key: 'blitz-dock-1',
  none: USUAL,
  parse: parsePlace,
})

/** @param text as it was kept; what is wrong in it is as usual. */
export function parsePlace(text: string | null): DockPlace {
  let kept: Partial<DockPlace> | null
  try {
    kept = JSON.parse(text ?? 'null') as Partial<DockPlace> | null
  } catch {
    kept = null
  }
  if (kept === null || typeof kept !== 'object') return USUAL
  return {
    side: kept.side === 'side' ? 'side' : 'bottom',
    bottom: within('bottom', kept.bottom ?? USUAL.bottom),
    sidePart: within('side', kept.sidePart ?? USUAL.sidePart),
  }
}

export function within(side: DockSide, percent: number): number {
  const { least, most } = PERCENT[side]
  if (!Number.isFinite(percent)) return side === 'bottom' ? USUAL.bottom : USUAL.sidePart
  return Math.round(Math.min(Math.max(percent, least), most))
}

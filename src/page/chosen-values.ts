import { isUsableValue, type Variable } from '../../lesson/variable.ts'
import { KeptValue } from '../storage/kept-value.ts'

/** Values that the reader chose in this course, by the names of their variables. */
export type ChosenValues = Readonly<Record<string, string>>

const NONE: ChosenValues = {}

const kept = new KeptValue<ChosenValues>({ key: 'blitz-variables-1', none: NONE, parse })

function parse(text: string | null): ChosenValues {
  try {
    const known: unknown = JSON.parse(text ?? '{}')
    if (typeof known !== 'object' || known === null) return NONE
    return Object.fromEntries(
      Object.entries(known).filter(([, value]) => typeof value === 'string' && value !== ''),
    )
  } catch {
    return NONE
  }
}

/** @returns what a variable is now: what the reader chose, where the variable still takes it. */
export function currentValue(variable: Pick<Variable, 'name' | 'default' | 'pattern'>): string {
  const chosen = kept.latest[variable.name]
  return chosen !== undefined && isUsableValue(variable, chosen) ? chosen : variable.default
}

/** @param value undefined for the default. */
export function chooseValue(name: string, value: string | undefined): void {
  const { [name]: _, ...others } = kept.latest
  const now = value === undefined ? others : { ...others, [name]: value }
  kept.set(Object.keys(now).length === 0 ? NONE : now)
}

/** Tells `watcher` now, and whenever any tab has chosen. */
export function watchChosenValues(watcher: () => void): void {
  kept.watch(watcher)
}

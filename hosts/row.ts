import { styleText } from 'node:util'

/** What became of a case. */
export interface Row {
  readonly name: string
  readonly isGood: boolean
  /** Of the system, its kernel and its engine. */
  readonly versions: string
  /** As 2026-11-29. */
  readonly date: string
  /** Such as `works`, or why not. */
  readonly result: string
  /** Without the boot, which cases share. */
  readonly minutes: number
}

/** @returns a line for a person. */
export function describeRow({ name, isGood, versions, result, minutes }: Row): string {
  const mark = isGood ? styleText('green', '✓') : styleText('red', '✗')
  const time = styleText('dim', `${minutes.toFixed(1)} minutes, ${versions}`)
  return `${mark} ${name}: ${result} ${time}`
}

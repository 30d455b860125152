import { writtenTime } from '../../sandbox-server/workshops/written-time.ts'
import type { Place } from './place.ts'

/** @returns a code as people read it to each other: in two halves where it has eight signs. */
export function shownCode(code: string): string {
  return code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code
}

export function joinLink({ site }: Place, code: string): string {
  return `${site}join/#${code}`
}

export function boardLink({ site }: Place, token: string): string {
  return `${site}host/#${token}`
}

/** @returns a time, or what it is called where none is set. */
export function timeOr(time: number | undefined, none: string): string {
  return time === undefined ? none : writtenTime(time)
}

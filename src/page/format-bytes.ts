import { phrase } from '../../words/phrase.ts'

const MIB = 1024 * 1024
const GIB = 1024 * MIB

/**
 * @param like decides the unit, for a figure beside another one.
 * @returns such as `1.5 GiB`.
 */
export function formatBytes(bytes: number, like = bytes): string {
  const isSmall = like < GIB
  const number = isSmall ? (bytes / MIB).toFixed() : (bytes / GIB).toFixed(2)
  const shown = `${Number(number)}`.replace('.', phrase('language.decimal-mark'))
  return `${shown} ${isSmall ? 'MiB' : 'GiB'}`
}

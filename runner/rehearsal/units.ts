const SECOND = 1000
const MIB = 1024 * 1024
const GIB = 1024 * MIB

/** @returns a time as a person reads it, such as `240 ms` or `2.1 s`. */
export function milliseconds(value: number): string {
  return value < SECOND ? `${Math.round(value)} ms` : `${(value / SECOND).toFixed(1)} s`
}

/** @returns memory as a person reads it, such as `48 MiB` or `3.2 GiB`. */
export function memory(bytes: number): string {
  return bytes < GIB ? `${Math.round(bytes / MIB)} MiB` : `${(bytes / GIB).toFixed(1)} GiB`
}

/** @returns a part as percent, such as `0.4 %` or `37 %`. */
export function percent(part: number): string {
  const value = part * 100
  return `${value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} %`
}

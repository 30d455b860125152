import type { SystemName } from './systems.ts'

/** The hardware that a case wants, and the system on it. Cases that want the same share one boot. */
export interface MachineWish {
  readonly system: SystemName
  readonly processors: number
  readonly mebibytes: number
}

/** What is most common: two processors and 4 GiB. */
export function usual(system: SystemName): MachineWish {
  return { system, processors: 2, mebibytes: 4096 }
}

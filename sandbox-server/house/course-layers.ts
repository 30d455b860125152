import type { Watched } from '../common/watched.ts'

/** The layer stores of a course: one on each machine. */
export interface CourseLayers {
  /** @returns the name of the one for a sandbox that starts there now; undefined while there is none. */
  on(machine: string): string | undefined
  /** Tells the machine that has got another one, where there are several. @returns how to stop. */
  watch(listener: (machine?: string) => void): () => void
  /** Fills another one where that is empty. */
  renew(machine: string): Promise<void>
}

/** @returns that of the only machine. @param renew fills another one. */
export function layersOfOneMachine(
  store: Watched<string | undefined>,
  renew: () => Promise<void> = async () => {},
): CourseLayers {
  return {
    on: () => store.value,
    watch: (listener) => store.watch(() => listener()),
    renew,
  }
}

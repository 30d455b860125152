import type Docker from 'dockerode'
import { isNotFrozen } from './engine-error.ts'

/** The runtime gives up after a second on programs that multiply faster than it freezes them. */
const TRIES = 5

/** Pauses a container, also one whose programs multiply. @throws the engine's error. */
export async function pauseByEngine(container: Docker.Container): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await container.pause()
      return
    } catch (error) {
      if (tries === TRIES || !isNotFrozen(error)) throw error
    }
  }
}

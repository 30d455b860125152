import { KeptValue } from '../storage/kept-value.ts'
import { NO_PROGRESS, type Progress, parseProgress, withFinished } from './progress.ts'

const kept = new KeptValue({ key: 'blitz-progress-1', none: NO_PROGRESS, parse: parseProgress })

export function currentProgress(): Progress {
  return kept.value
}

/** Tells `watcher` the progress now and with each change, of other tabs too. */
export function watchProgress(watcher: (progress: Progress) => void): void {
  kept.watch(watcher)
}

/** @param name of a block that ran with success, or of a task that is done. */
export function finish(name: string): void {
  kept.set(withFinished(kept.latest, name))
}

export function clearProgress(): void {
  kept.set(NO_PROGRESS)
}

import { NO_PROGRESS, type Progress, parseProgress, withFinished } from './progress.ts'

/** Raised whenever what is kept is no longer what an older page wrote. */
const KEY = 'blitz-progress-1'

const watchers = new Set<(progress: Progress) => void>()

let progress = read() ?? NO_PROGRESS

export function currentProgress(): Progress {
  return progress
}

/** Tells `watcher` the progress now and with each change, of other tabs too. */
export function watchProgress(watcher: (progress: Progress) => void): void {
  watchers.add(watcher)
  watcher(progress)
}

/** @param name of a block that ran with success, or of a task that is done. */
export function finish(name: string): void {
  change(withFinished(read() ?? progress, name))
}

export function forgetProgress(): void {
  change(NO_PROGRESS)
}

function change(changed: Progress): void {
  progress = changed
  try {
    if (changed === NO_PROGRESS) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, JSON.stringify(changed))
  } catch {
    // Storage that is full or forbidden: what this page knows is all there is.
  }
  for (const watcher of watchers) watcher(progress)
}

/** @returns undefined where the browser keeps nothing for us. */
function read(): Progress | undefined {
  try {
    return parseProgress(localStorage.getItem(KEY))
  } catch {
    return undefined
  }
}

addEventListener('storage', ({ key }) => {
  // A null key: all was cleared.
  if (key !== KEY && key !== null) return
  progress = read() ?? progress
  for (const watcher of watchers) watcher(progress)
})

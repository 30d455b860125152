/**
 * @returns what is aborted when this program is to stop: by a signal, or because `bootstrap.mjs` is
 * gone, whatever became of it, and nobody is there to stop us later.
 */
export function stopOnSignals(): AbortController {
  const stop = new AbortController()
  const abort = () => stop.abort(new Error('Stopped.'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, abort)
  process.on('disconnect', abort)
  return stop
}

/** A Ctrl+C reaches a program twice where npm hands it on, too; milliseconds. */
const SAME_INTERRUPT_MILLISECONDS = 300

/** The exit status of a program that Ctrl+C ended, as shells have it. */
const INTERRUPTED = 130

/**
 * Ends this program at the second Ctrl+C, whatever it still waits for.
 * @param say told before the end.
 */
export function endAtSecondInterrupt(say: () => void): void {
  let first: number | undefined
  process.on('SIGINT', () => {
    first ??= performance.now()
    if (performance.now() - first < SAME_INTERRUPT_MILLISECONDS) return
    say()
    process.exit(INTERRUPTED)
  })
}

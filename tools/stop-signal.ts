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

import { Steps } from './steps.ts'
import { stopOnSignals } from './stop-signal.ts'
import { run } from './swarm/run.ts'

/** 128 and the signal's number: Ctrl+C. */
const INTERRUPTED = 130

const steps = new Steps(process.stderr)
const { signal } = stopOnSignals()
try {
  process.exitCode = await run(process.argv.slice(2), {
    environment: process.env,
    output: process.stdout,
    errors: process.stderr,
    signal,
    showing: (step, work) => steps.do(step, work),
  })
} catch (error) {
  if (!signal.aborted) throw error
  process.exitCode = INTERRUPTED
}
process.disconnect?.()

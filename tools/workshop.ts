import { run } from './workshop/run.ts'

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  output: process.stdout,
  errors: process.stderr,
})
process.disconnect?.()

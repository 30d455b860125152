// falling-program.ts FILE HOW: says that it serves, notes its start in FILE, and ends as HOW says:
// `fall` by an error of an app's answer that nobody catches, the first three times; then it waits.
import { EventEmitter } from 'node:events'
import { appendFileSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ClosedApps } from '../../sandbox-server/previews/closed-apps.ts'
import { onBehalfOf } from '../../sandbox-server/previews/on-behalf-of.ts'
import { fallAtUncaughtErrors } from '../../tools/last-resort.ts'

const FALLS = 3

const [file = '', how] = process.argv.slice(2)
if (how !== 'mute') await new Promise((said) => process.send?.('serving', said))
appendFileSync(file, `${process.pid}\n`)
const starts = readFileSync(file, 'utf8').trim().split('\n').length

process.on('SIGTERM', () => process.exit(0))
setInterval(() => {}, 1000)
const closedApps = new ClosedApps(dirname(file))
fallAtUncaughtErrors({
  onFault: (error) => process.stderr.write(`Fault: ${(error as Error).message}\n`),
  closedApps,
})
if (how === 'end') process.exit(1)
if (how === 'mute') process.exit(70)
if (how === 'fall' && starts <= FALLS) {
  onBehalfOf({ sandbox: 'a1', port: 8080 }, () => {
    const answer = new EventEmitter()
    answer.on('data', () => {
      throw new RangeError('Invalid status code: 99')
    })
    setImmediate(() => answer.emit('data'))
  })
}

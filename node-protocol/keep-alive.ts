import type { Http2Session } from 'node:http2'
import { PING_MILLISECONDS, PINGS_MISSED } from './limits.ts'

/**
 * Ends a session whose other side no longer answers. Turns of the timer are counted, not time: a
 * process that was held up for a while has not missed the answers that wait to be read.
 */
export function keepAlive(session: Http2Session, onGone: () => void): void {
  let missed = 0
  const timer = setInterval(() => {
    if (missed >= PINGS_MISSED) {
      onGone()
      session.destroy()
      return
    }
    missed += 1
    session.ping((error) => {
      if (error === null) missed = 0
    })
  }, PING_MILLISECONDS)
  timer.unref()
  session.once('close', () => clearInterval(timer))
}

import type { Logger } from 'pino'
import type { Observe, ServerEvent } from './event.ts'
import { LineBudget } from './line-budget.ts'

/** Of a session's id: enough to find its lines, and too little to guess the rest. */
const SESSION_DIGITS = 8

type Told = Exclude<ServerEvent['kind'], 'received' | 'sent' | 'echo'>

/** A level and a sentence for each; what happens too often to be read is counted alone. */
const LINES: Readonly<Record<Told, readonly ['debug' | 'info' | 'warn', string]>> = {
  connected: ['debug', 'A page has connected'],
  welcomed: ['info', 'A reader has opened a page'],
  disconnected: ['debug', 'A page has gone'],
  refused: ['info', 'Something was refused'],
  queued: ['info', 'A reader waits'],
  started: ['info', 'A reader has a sandbox'],
  ended: ['info', "A reader's sandbox has ended"],
  limit: ['info', 'A sandbox has hit a limit'],
  trouble: ['info', 'A sandbox has trouble that mends itself'],
  paused: ['debug', 'A sandbox is paused'],
  woken: ['debug', 'A sandbox goes on'],
  shell: ['debug', 'A shell was opened'],
  exec: ['debug', 'A silent command has run'],
  'node-joined': ['info', 'A machine takes readers'],
  'node-back': ['info', 'A machine takes readers again'],
  'node-drained': ['info', 'A machine is drained: it gets no new readers'],
  'node-paused': ['info', 'A machine is paused: it gets no new readers'],
  'node-leaving': ['info', 'A machine is about to leave: it gets no new readers'],
  'node-away': ['warn', 'A machine does not answer: its readers keep their sandboxes for now'],
  'node-lost': ['warn', 'A machine is lost: its readers get a new sandbox at their next Run'],
  'node-refused': ['warn', 'A machine cannot be used'],
  'node-gone': ['info', 'A machine no longer belongs to this server'],
}

/**
 * @returns what writes each event as one line of JSON. One reader causes a line a second at most
 * when it goes on; `leftOut` says how many were not written before that line.
 */
export function logEvents(logger: Logger): Observe {
  const budget = new LineBudget()
  return ({ kind, ...facts }) => {
    if (!(kind in LINES)) return
    const [level, sentence] = LINES[kind as Told]
    if (!logger.isLevelEnabled(level)) return
    const reader = 'session' in facts ? facts.session : undefined
    const leftOut = budget.take(reader, performance.now())
    if (leftOut === undefined) return
    const session = 'session' in facts && { session: facts.session?.slice(0, SESSION_DIGITS) }
    logger[level]({ ...facts, ...session, ...(leftOut > 0 && { leftOut }) }, sentence)
  }
}

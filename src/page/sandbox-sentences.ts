import type {
  Ending,
  EndReason,
  Gone,
  Notice,
  Queued,
  StartFailure,
  Starting,
  StartStep,
  Trouble,
} from '../../protocol/messages.ts'
import { phrase } from '../../words/phrase.ts'
import { formatBytes } from './format-bytes.ts'

/** What a reader reads while a sandbox starts. */
const START_SENTENCES: Readonly<Record<StartStep, string>> = {
  image: phrase('start.image'),
  container: phrase('start.container'),
  connection: phrase('start.connection'),
  engine: phrase('start.engine'),
  images: phrase('start.images'),
}

/** What a reader reads while the sandbox starts; without a full stop. */
export function startSentence({ step, waitSeconds }: Starting): string {
  const words = START_SENTENCES[step]
  return waitSeconds === undefined
    ? words
    : phrase('start.busy', { step: words, seconds: waitSeconds })
}

/** What a reader reads who waits for a sandbox. */
export function queueSentence({ cause, place, waitSeconds }: Queued): string {
  const said = place === 1 ? phrase('queue.next') : ordinal(place)
  const wait = waitSeconds === null ? phrase('queue.wait-unknown') : formatWait(waitSeconds)
  if (cause === 'workshop') return phrase('queue.workshop', { place: said, wait })
  return cause === 'house'
    ? phrase('queue.house', { place: said, wait })
    : phrase('queue.address', { place: said, wait })
}

function formatWait(seconds: number): string {
  if (seconds < 60) return phrase('queue.wait-short')
  const minutes = Math.round(seconds / 60)
  return minutes < 120
    ? phrase('queue.wait-minutes', { count: minutes })
    : phrase('queue.wait-hours', { count: Math.round(minutes / 60) })
}

function ordinal(place: number): string {
  switch (new Intl.PluralRules(phrase('language.tag'), { type: 'ordinal' }).select(place)) {
    case 'one':
      return phrase('queue.ordinal-one', { place })
    case 'two':
      return phrase('queue.ordinal-two', { place })
    case 'few':
      return phrase('queue.ordinal-few', { place })
    default:
      return phrase('queue.ordinal-other', { place })
  }
}

/** What a reader reads when a sandbox is gone. */
export const END_SENTENCES: Readonly<Record<EndReason, string>> = {
  reset: phrase('end.reset'),
  idle: phrase('end.idle'),
  lifetime: phrase('end.lifetime'),
  closed: phrase('end.closed'),
  lost: phrase('end.lost'),
  failed: phrase('end.failed'),
  left: phrase('end.left'),
  memory: phrase('end.memory'),
  workshop: phrase('end.workshop'),
}

const FAILURE_SENTENCES: Readonly<Record<StartFailure, string>> = {
  busy: phrase('end.failed-busy'),
  engine: phrase('end.failed-engine'),
}

/** What a reader reads whose sandbox has ended, or has not started. */
export function endSentence({ reason, failure }: Gone): string {
  return failure === undefined ? END_SENTENCES[reason] : FAILURE_SENTENCES[failure]
}

/** What a reader reads while the end of a sandbox is near. @param time that is left. */
export function endingSentence({ reason, extensible }: Ending, time: string): string {
  if (reason === 'idle') return phrase('ending.idle', { time })
  if (reason === 'workshop') return phrase('ending.workshop', { time })
  return extensible ? phrase('ending.lifetime', { time }) : phrase('ending.lifetime-last', { time })
}

/** What a reader reads while something has failed that mends itself. */
export const TROUBLE_SENTENCES: Readonly<Record<Trouble, string>> = {
  connection: phrase('trouble.connection'),
  engine: phrase('trouble.engine'),
}

/** What a reader reads whose sandbox has hit a limit: which one, and what to do. */
export function noticeSentence({ code, used, limit }: Notice): string {
  switch (code) {
    case 'memory':
      return phrase('limit.memory', { limit: formatBytes(limit) })
    case 'processes':
      return phrase('limit.processes', { limit })
    case 'output':
      return phrase('limit.output', { limit: formatBytes(limit) })
    case 'network':
      return phrase('limit.network')
    case 'disk':
      return phrase('limit.disk', {
        used: formatBytes(used, limit),
        limit: formatBytes(limit),
      })
  }
}

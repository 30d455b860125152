import type { ConnectionStatus } from '../../protocol/client.ts'
import type { SandboxStatus } from '../../protocol/messages.ts'
import { phrase } from '../../words/phrase.ts'
import {
  endingSentence,
  endSentence,
  queueSentence,
  startSentence,
  TROUBLE_SENTENCES,
} from '../page/sandbox-sentences.ts'

/** What is known of the reader's sandbox, and when the page was told, in milliseconds of the page. */
export interface Known {
  readonly sandbox: SandboxStatus
  readonly toldAt: number
  readonly connection: ConnectionStatus
}

/** For `data-state`; the stylesheet has a colour for each. */
export type Light = 'none' | 'busy' | 'ready' | 'ending' | 'trouble' | 'gone'

export function lightOf({ sandbox, connection }: Known): Light {
  if (connection === 'reconnecting') return 'trouble'
  switch (sandbox.state) {
    case 'queued':
    case 'starting':
      return 'busy'
    case 'ready':
      if (sandbox.trouble) return 'trouble'
      return sandbox.ending ? 'ending' : 'ready'
    default:
      return sandbox.state
  }
}

/** @returns a few words for the page's head. */
export function shortWords(known: Known, now: number): string {
  if (known.connection === 'reconnecting') return phrase('sandbox.reconnecting')
  const { sandbox } = known
  switch (sandbox.state) {
    case 'none':
      return phrase('sandbox.none')
    case 'queued':
      return phrase('sandbox.place', { place: sandbox.place })
    case 'starting':
      return phrase('sandbox.starting')
    case 'gone':
      return phrase('sandbox.ended')
    case 'ready': {
      const left = secondsLeft(known, now)
      return sandbox.ending
        ? phrase('sandbox.ends-in', { time: formatCountdown(left) })
        : phrase('sandbox.left', { time: formatLeft(left) })
    }
  }
}

/** @returns sentences for the card. */
export function longWords(known: Known, now: number): string {
  const { sandbox, connection } = known
  if (connection === 'reconnecting') {
    return phrase('sandbox.connection-lost')
  }
  switch (sandbox.state) {
    case 'none':
      return phrase('sandbox.none-yet')
    case 'queued':
      return queueSentence(sandbox)
    case 'starting':
      return `${startSentence(sandbox)}.`
    case 'gone':
      return endSentence(sandbox)
    case 'ready': {
      if (sandbox.trouble) return TROUBLE_SENTENCES[sandbox.trouble]
      const left = secondsLeft(known, now)
      if (sandbox.ending === undefined)
        return phrase('sandbox.is-ready', { time: formatLeft(left) })
      return endingSentence(sandbox.ending, formatCountdown(left))
    }
  }
}

function secondsLeft({ sandbox, toldAt }: Known, now: number): number {
  if (sandbox.state !== 'ready') return 0
  const told = sandbox.ending?.seconds ?? sandbox.secondsLeft
  return Math.max(0, Math.ceil(told - (now - toldAt) / 1000))
}

function formatLeft(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60))
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return phrase('sandbox.minutes', { minutes })
  return minutes % 60 === 0
    ? phrase('sandbox.hours', { hours })
    : phrase('sandbox.hours-minutes', { hours, minutes: minutes % 60 })
}

function formatCountdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

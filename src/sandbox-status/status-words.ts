import type { ConnectionStatus } from '../../protocol/client.ts'
import type { SandboxStatus } from '../../protocol/messages.ts'
import {
  endingWords,
  endSentence,
  queueSentence,
  startSentence,
  TROUBLE_SENTENCES,
} from '../../protocol/sentences.ts'

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
  if (known.connection === 'reconnecting') return 'Reconnecting'
  const { sandbox } = known
  switch (sandbox.state) {
    case 'none':
      return 'No sandbox yet'
    case 'queued':
      return `Place ${sandbox.place} in the queue`
    case 'starting':
      return 'Starting'
    case 'gone':
      return 'Sandbox ended'
    case 'ready': {
      const left = secondsLeft(known, now)
      return sandbox.ending ? `Ends in ${formatCountdown(left)}` : `${formatLeft(left)} left`
    }
  }
}

/** @returns sentences for the card. */
export function longWords(known: Known, now: number): string {
  const { sandbox, connection } = known
  if (connection === 'reconnecting') {
    return 'The connection was lost and is being made again. Your shells keep running.'
  }
  switch (sandbox.state) {
    case 'none':
      return 'There is none yet. The first Run starts one for you, with a Docker engine of its own.'
    case 'queued':
      return queueSentence(sandbox)
    case 'starting':
      return `${startSentence(sandbox)}.`
    case 'gone':
      return endSentence(sandbox)
    case 'ready': {
      if (sandbox.trouble) return TROUBLE_SENTENCES[sandbox.trouble]
      const left = secondsLeft(known, now)
      if (sandbox.ending === undefined) return `It is ready. It ends in ${formatLeft(left)}.`
      const [before, after] = endingWords(sandbox.ending)
      return `${before} ${formatCountdown(left)}${after}`
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
  if (hours === 0) return `${minutes} min`
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

function formatCountdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

import type {
  Ending,
  EndReason,
  ErrorCode,
  Gone,
  Notice,
  Queued,
  StartFailure,
  Starting,
  StartStep,
  Trouble,
} from './messages.ts'

/** What a browser says of a connection that ended without a closing frame (RFC 6455 section 7.1.5). */
export const NO_CLOSE_CODE = 1006

/**
 * Why a server closes a socket. Codes lie in the range that RFC 6455 section 7.4.2 leaves to
 * applications; 1001 and 1009 are the RFC's own. A sentence travels as the close reason, so none
 * is longer than 123 bytes.
 */
export const CLOSE = {
  goingAway: { code: 1001, sentence: 'The server is stopping.' },
  tooLarge: { code: 1009, sentence: 'That message is larger than the server takes.' },
  malformed: { code: 4400, sentence: 'That message is not one that this server knows.' },
  tokenRefused: {
    code: 4401,
    sentence:
      'Your session has ended or its token is not from this server. A new one can be started.',
  },
  foreignOrigin: {
    code: 4403,
    sentence:
      'Pages of this address may not use this server. Its host can allow them with PUBLIC_ORIGINS.',
  },
  helloLate: { code: 4408, sentence: 'The connection did not introduce itself in time.' },
  wrongVersion: {
    code: 4409,
    sentence: 'This page is older or newer than its server. Reload the page.',
  },
  outOfOrder: { code: 4412, sentence: 'Protocol error: send exactly one hello, first.' },
  tooFast: { code: 4429, sentence: 'Too many messages at once. Wait a moment and try again.' },
  tooSlow: { code: 4430, sentence: 'The connection was too slow to keep up.' },
  tooManyPages: {
    code: 4431,
    sentence: 'You have too many pages of this site open. Close some of them, and try again.',
  },
  tooManyReaders: {
    code: 4432,
    sentence: 'Too many readers are connected from your address. Try again in a few minutes.',
  },
  noTerminals: {
    code: 4503,
    sentence: 'This server has no live terminals at the moment. The recorded output stays.',
  },
  /** Said by the client: the server answers, and no connection to it comes about. */
  blocked: {
    code: 4480,
    sentence:
      'Something between you and this site, such as a proxy or a filter, blocks live terminals.',
  },
  internal: { code: 4500, sentence: 'Something went wrong in the server. Try again.' },
} as const satisfies Record<string, { code: number; sentence: string }>

export type CloseName = keyof typeof CLOSE

/** @returns the sentence for a close code, or undefined for a code that is not of this table. */
export function closeSentence(code: number): string | undefined {
  return Object.values(CLOSE).find((entry) => entry.code === code)?.sentence
}

/** Errors after which the connection goes on. */
export const ERROR_SENTENCES: Readonly<Record<ErrorCode, string>> = {
  'channel-unknown': 'That terminal is not open. Press Run to open it.',
  'channel-in-use': 'That channel is open already.',
  'channels-exhausted': 'This page has as many terminals open as a page can have.',
  'terminal-gone': 'That shell has ended. Press Run to start a new one.',
  'terminals-exhausted':
    'Your sandbox has as many shells open as it can have. Type exit in one of them first.',
  'terminal-failed':
    'Your sandbox cannot start another shell: too many programs may be running. End some, or reset it.',
  'sandbox-failed': 'Your sandbox did not start. Press Run to try again.',
  'sandbox-full': 'Every sandbox is in use, and the queue is full. Try again in a few minutes.',
  'exec-busy': 'Too many commands at once in your sandbox.',
  'exec-failed': 'That command could not be started in your sandbox, or it was cut off.',
  'preview-impossible':
    'Apps cannot be opened at this address of the site. Its host can allow it with PREVIEW_HOST or PREVIEW_PORT.',
}

/** What a reader reads while a sandbox starts. */
const START_SENTENCES: Readonly<Record<StartStep, string>> = {
  image: 'Preparing sandboxes again, which takes a few minutes',
  container: 'Starting your sandbox',
  connection: 'Connecting to your sandbox',
  engine: 'Starting your Docker engine',
  images: 'Loading the first images',
}

/** What a reader reads while the sandbox starts; without a full stop. */
export function startSentence({ step, waitSeconds }: Starting): string {
  if (waitSeconds === undefined) return START_SENTENCES[step]
  return `${START_SENTENCES[step]}. The machine is busy: about ${waitSeconds} s`
}

/** What a reader reads who waits for a sandbox. */
export function queueSentence({ cause, place, waitSeconds }: Queued): string {
  const full =
    cause === 'house'
      ? 'Every sandbox is in use.'
      : 'Readers at your address have as many sandboxes as they can have.'
  const wait =
    waitSeconds === null ? 'the waiting time is not known yet' : `about ${formatWait(waitSeconds)}`
  return `${full} You are ${ordinal(place)} in the queue; ${wait}. Your command runs when your sandbox is ready.`
}

function formatWait(seconds: number): string {
  if (seconds < 60) return 'a minute or less'
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
  return `${Math.round(minutes / 60)} hours`
}

function ordinal(place: number): string {
  if (place === 1) return 'next'
  const isTeen = place % 100 >= 11 && place % 100 <= 13
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th')
  return `${place}${ending}`
}

/** What a reader reads when a sandbox is gone. */
export const END_SENTENCES: Readonly<Record<EndReason, string>> = {
  reset: 'Your sandbox was thrown away. Run starts a fresh one.',
  idle: 'Your sandbox ended after a long time without use. Run starts a fresh one.',
  lifetime: 'Your sandbox reached the end of its time. Run starts a fresh one.',
  closed:
    'All your pages were closed and other readers were waiting, so your sandbox was given to one of ' +
    'them. Run starts a fresh one.',
  lost: 'Your sandbox stopped. Run starts a fresh one.',
  failed: 'Your sandbox did not start. Run tries again.',
  left: 'You left the queue. Run joins it again.',
  memory:
    'The server ran short of memory, and your sandbox used the most, so it was ended. Run starts a fresh one.',
}

const FAILURE_SENTENCES: Readonly<Record<StartFailure, string>> = {
  busy:
    'Your sandbox did not start, although it was tried three times: the machine is too busy. ' +
    'Wait a minute, and press Run.',
  engine:
    'Your sandbox did not start, although it was tried three times: the Docker engine of this site ' +
    'failed each time. Run tries again. The log of the server says why it failed.',
}

/** What a reader reads whose sandbox has ended, or has not started. */
export function endSentence({ reason, failure }: Gone): string {
  return failure === undefined ? END_SENTENCES[reason] : FAILURE_SENTENCES[failure]
}

/** What a reader reads while the end of a sandbox is near, before and after the time that is left. */
export function endingWords({ reason, extensible }: Ending): [before: string, after: string] {
  if (reason === 'idle') return ['Nobody is using your sandbox. It ends in', '.']
  const loss = extensible ? '.' : ', and everything in it is deleted.'
  return ['Your sandbox reaches the end of its time in', loss]
}

/** What a reader reads while something has failed that mends itself. */
export const TROUBLE_SENTENCES: Readonly<Record<Trouble, string>> = {
  connection:
    'The connection to your sandbox broke and is being made again. Your programs keep running.',
  engine:
    'The Docker engine in your sandbox stopped and is starting again. It ended all containers; ' +
    'images, volumes and files are still there.',
}

/** What a reader reads whose sandbox has hit a limit: which one, and what to do. */
export function noticeSentence({ code, used, limit }: Notice): string {
  switch (code) {
    case 'memory':
      return (
        `Your sandbox has used all of its ${formatBytes(limit)} of memory, and a program in it was ` +
        'ended. Stop containers that you do not need. Files in the sandbox use memory too.'
      )
    case 'processes':
      return (
        `Your sandbox has as many processes and threads as it can have, ${limit}, and another one ` +
        'did not start. Stop containers that you do not need.'
      )
    case 'output':
      return (
        `Your sandbox prints without end, so it is slowed to ${formatBytes(limit)} a second. ` +
        'Stop, or Ctrl+C, ends the command that prints.'
      )
    case 'network':
      return (
        'Your sandbox has no internet, so no name there can be found. It reaches one thing only: ' +
        'the Docker Hub of this server.'
      )
    case 'disk': {
      const unit = limit < GIB ? MIB : GIB
      return (
        `Disk ${formatBytes(used, unit)} of ${formatBytes(limit)}: ` +
        'docker system prune frees what no container uses.'
      )
    }
  }
}

const MIB = 1024 * 1024
const GIB = 1024 * MIB

/** @returns such as `1.5 GiB`. */
export function formatBytes(bytes: number, unit = bytes < GIB ? MIB : GIB): string {
  const name = unit === GIB ? 'GiB' : 'MiB'
  return `${Number((bytes / unit).toFixed(unit === GIB ? 2 : 0))} ${name}`
}

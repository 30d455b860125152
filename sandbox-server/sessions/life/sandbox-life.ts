import type {
  EndReason,
  Gone,
  Queued,
  SandboxStatus,
  StartFailure,
  Starting,
} from '../../../protocol/messages.ts'
import type { ServerEvent } from '../../observation/event.ts'

/** Where the one sandbox of a reader is in its life. */
export type Life =
  /** Nobody has needed one, or the queue took no further reader. */
  | { readonly state: 'none' }
  /** One is needed, and the reader had so many of late that this one waits. */
  | { readonly state: 'delayed'; readonly isFresh: boolean }
  /** A seat was asked for, and nothing is heard of it yet. */
  | { readonly state: 'asked'; readonly isFresh: boolean }
  | { readonly state: 'queued'; readonly isFresh: boolean; readonly place: Queued }
  /** It is the reader's turn. `isFresh`: after a reset, so a further one has nothing to throw away. */
  | { readonly state: 'starting'; readonly isFresh: boolean; readonly progress: Starting }
  | Ready
  /** It is being removed, and counts as alive until that is done. `isWanted`: the next one is needed. */
  | { readonly state: 'ending'; readonly reason: EndReason; readonly isWanted: boolean }
  | ({ readonly state: 'gone' } & Gone)

interface Ready {
  readonly state: 'ready'
  readonly id: string
  /** `resting`: about to be paused. */
  readonly rest: 'awake' | 'resting' | 'asleep'
  /** Of the connection to it. `told`: it has been down for so long that the reader reads of it. */
  readonly connection: 'up' | 'down' | 'told'
  readonly engine: 'up' | 'down'
}

export type LifeEvent =
  /** Something is to be done in a sandbox. */
  | { readonly type: 'needed' }
  /** A further start is due for this reader. */
  | { readonly type: 'due' }
  /** The sandbox of an earlier server is being taken over. */
  | { readonly type: 'adopting' }
  | { readonly type: 'placed'; readonly place: Queued }
  | { readonly type: 'stepped'; readonly progress: Starting }
  | {
      readonly type: 'started'
      readonly id: string
      /** In the queue, and from the reader's turn on. */
      readonly took: { readonly waitSeconds: number; readonly startSeconds: number }
    }
  /** There is no place in the queue. */
  | { readonly type: 'refused' }
  | {
      readonly type: 'failed'
      readonly reason: 'failed' | 'lost' | 'workshop'
      readonly failure?: StartFailure
    }
  /** The reader leaves the queue, or has been away for too long. */
  | { readonly type: 'left' }
  /** `sandbox`: the one that is meant, where another one stays. */
  | { readonly type: 'end'; readonly reason: EndReason; readonly sandbox?: string }
  /** It can no longer be used, for whatever reason. */
  | { readonly type: 'lost' }
  /** It is removed, and its seat is free. */
  | { readonly type: 'removed' }
  | { readonly type: 'resting' }
  | { readonly type: 'slept' }
  | { readonly type: 'woke'; readonly seconds: number }
  | { readonly type: 'connection-broke' }
  | { readonly type: 'connection-stays-broken' }
  | { readonly type: 'connection-mended' }
  | { readonly type: 'engine-stopped' }
  | { readonly type: 'engine-answers' }
  /** Pages of the reader came or went: other activities go on from now on. */
  | { readonly type: 'pages-changed' }

/** What is observed of a session, without its id. */
export type Observed = ServerEvent extends infer Event
  ? Event extends { readonly session: string }
    ? Omit<Event, 'session'>
    : never
  : never

/** What the step from one state to the next asks for, besides what goes on in a state. */
export type Effect =
  /** Take a seat; answered by `placed`, `stepped`, `started`, `refused` or `failed`. */
  | { readonly effect: 'ask' }
  /** Leave the queue; what is under way comes nevertheless. */
  | { readonly effect: 'leave' }
  /** Answered by `removed`. */
  | { readonly effect: 'remove' }
  /** What is paused is woken. */
  | { readonly effect: 'stir' }
  | { readonly effect: 'observe'; readonly event: Observed }

/** What the table cannot know by itself. */
export interface Surroundings {
  /** The reader may have a further start now. */
  readonly isDue: boolean
}

export interface Step {
  readonly life: Life
  readonly effects: readonly Effect[]
}

type Row<State extends Life['state']> = {
  readonly [Type in LifeEvent['type']]?: (
    life: Extract<Life, { state: State }>,
    event: Extract<LifeEvent, { type: Type }>,
    around: Surroundings,
  ) => Step
}

const to = (life: Life, ...effects: Effect[]): Step => ({ life, effects })
const observe = (event: Observed): Effect => ({ effect: 'observe', event })

/** A seat is asked for, at once or when that is due. */
const ask = (isFresh: boolean, { isDue }: Surroundings): Step =>
  isDue ? to({ state: 'asked', isFresh }, { effect: 'ask' }) : to({ state: 'delayed', isFresh })

const ready = ({ id, took }: Extract<LifeEvent, { type: 'started' }>): Step =>
  to(
    { state: 'ready', id, rest: 'awake', connection: 'up', engine: 'up' },
    observe({ kind: 'started', sandbox: id, ...took }),
  )

const goneBy = (reason: EndReason, failure?: StartFailure): Step =>
  to({ state: 'gone', reason, ...(failure && { failure }) }, observe({ kind: 'ended', reason }))

/** Thrown away, and not free before that is done. */
const endBy = (reason: EndReason, effect: Effect): Step =>
  to({ state: 'ending', reason, isWanted: false }, effect, observe({ kind: 'ended', reason }))

const isJoined = ({ isFresh }: { isFresh: boolean }, { reason }: { reason: EndReason }) =>
  isFresh && reason === 'reset'

/** Nothing is left of it: whoever needs the next one may have it. */
const over = (life: Extract<Life, { state: 'ending' }>, around: Surroundings): Step =>
  life.isWanted ? ask(life.reason === 'reset', around) : to({ state: 'gone', reason: life.reason })

/** What follows from each event in each state; where nothing is written, nothing does. */
const TABLE: { readonly [State in Life['state']]: Row<State> } = {
  none: {
    needed: (_, __, around) => ask(false, around),
    adopting: () => to({ state: 'starting', isFresh: false, progress: { step: 'connection' } }),
  },
  gone: {
    needed: ({ reason }, _, around) => ask(reason === 'reset', around),
  },
  delayed: {
    due: ({ isFresh }) => to({ state: 'asked', isFresh }, { effect: 'ask' }),
    end: (life, event) => (isJoined(life, event) ? to(life) : goneBy(event.reason)),
    left: () => goneBy('left'),
  },
  asked: {
    placed: ({ isFresh }, { place }) =>
      to({ state: 'queued', isFresh, place }, observe({ kind: 'queued', place: place.place })),
    stepped: ({ isFresh }, { progress }) => to({ state: 'starting', isFresh, progress }),
    started: (_, event) => ready(event),
    refused: () => to({ state: 'none' }),
    failed: (_, { reason, failure }) => goneBy(reason, failure),
    end: (life, event) =>
      isJoined(life, event) ? to(life) : endBy(event.reason, { effect: 'leave' }),
  },
  queued: {
    placed: (life, { place }) => to({ ...life, place }),
    stepped: ({ isFresh }, { progress }) => to({ state: 'starting', isFresh, progress }),
    started: (_, event) => ready(event),
    failed: (_, { reason, failure }) => goneBy(reason, failure),
    left: () => endBy('left', { effect: 'leave' }),
    end: (life, event) => (isJoined(life, event) ? to(life) : endBy('left', { effect: 'leave' })),
  },
  starting: {
    stepped: (life, { progress }) => to({ ...life, progress }),
    started: (_, event) => ready(event),
    failed: (_, { reason, failure }) => goneBy(reason, failure),
    end: (life, event) =>
      isJoined(life, event) ? to(life) : endBy(event.reason, { effect: 'leave' }),
  },
  ready: {
    end: (_, { reason }) => endBy(reason, { effect: 'remove' }),
    lost: () => endBy('lost', { effect: 'remove' }),
    resting: (life) => to({ ...life, rest: 'resting' }),
    slept: (life) => to({ ...life, rest: 'asleep' }, observe({ kind: 'paused' })),
    woke: (life, { seconds }) =>
      to({ ...life, rest: 'awake' }, observe({ kind: 'woken', seconds })),
    'connection-broke': (life) =>
      // One that is paused cannot be reached.
      to(
        { ...life, connection: 'down' },
        { effect: 'stir' },
        observe({ kind: 'trouble', trouble: 'connection' }),
      ),
    'connection-stays-broken': (life) => to({ ...life, connection: 'told' }),
    'connection-mended': (life) => to({ ...life, connection: 'up' }),
    'engine-stopped': (life) =>
      life.engine === 'down'
        ? to(life)
        : to({ ...life, engine: 'down' }, observe({ kind: 'trouble', trouble: 'engine' })),
    'engine-answers': (life) => to({ ...life, engine: 'up' }),
  },
  ending: {
    needed: (life) => to({ ...life, isWanted: true }),
    // It was on its way when it was thrown away.
    started: (life) => to(life, { effect: 'remove' }),
    refused: (life, _, around) => over(life, around),
    failed: (life, _, around) => over(life, around),
    removed: (life, _, around) => over(life, around),
  },
}

const isMeantForAnother = (life: Life, { sandbox }: Extract<LifeEvent, { type: 'end' }>) =>
  sandbox !== undefined && !(life.state === 'ready' && life.id === sandbox)

/** @returns what follows from an event; the same life and no effect where nothing does. */
export function follow(life: Life, event: LifeEvent, around: Surroundings): Step {
  if (event.type === 'end' && isMeantForAnother(life, event)) return to(life)
  type Act = (life: Life, event: LifeEvent, around: Surroundings) => Step
  const act = TABLE[life.state][event.type] as Act | undefined
  return act?.(life, event, around) ?? to(life)
}

/** What goes on while a sandbox is in a state, begun with it and stopped with it. */
export type Activity =
  /** Time runs until the next start is due. */
  | 'delay'
  /** Time runs until a reader who is away has lost the place in the queue. */
  | 'absence'
  /** The reader has it: its lease runs, and a later server can find it. */
  | 'hold'
  /** Time runs until a reader reads that the connection is broken. */
  | 'break'
  /** It is looked at its limits, for those who are there to be told. */
  | 'limits'
  /** Time runs until it may be given to who waits. */
  | 'closed'

/** @param isWatched a page of the reader is there. @returns all that goes on, in its order. */
export function activitiesIn(life: Life, isWatched: boolean): readonly Activity[] {
  switch (life.state) {
    case 'delayed':
      return ['delay']
    case 'queued':
      return isWatched ? [] : ['absence']
    case 'ready': {
      const broken: Activity[] = life.connection === 'down' ? ['break'] : []
      const limits: Activity[] = life.connection === 'up' ? ['limits'] : []
      return ['hold', ...broken, ...(isWatched ? limits : (['closed'] as const))]
    }
    default:
      return []
  }
}

/** A status, without what the lease knows. */
export type Shown =
  | Exclude<SandboxStatus, { state: 'ready' }>
  | Omit<ReadyStatus, 'secondsLeft' | 'ending'>
type ReadyStatus = Extract<SandboxStatus, { state: 'ready' }>

/** @returns what a reader is shown; undefined where that is what was shown before. */
export function shown(life: Life): Shown | undefined {
  switch (life.state) {
    case 'none':
      return life
    case 'asked':
      return undefined
    case 'delayed':
      return { state: 'starting', step: 'container' }
    case 'queued':
      return { state: 'queued', ...life.place }
    case 'starting':
      return { state: 'starting', ...life.progress }
    case 'ready': {
      // Without a connection nobody can see the engine.
      const engine = life.engine === 'down' ? ('engine' as const) : undefined
      const trouble = life.connection === 'told' ? ('connection' as const) : engine
      return { state: 'ready', id: life.id, ...(trouble && { trouble }) }
    }
    case 'ending':
      if (life.isWanted) return { state: 'starting', step: 'container' }
      return { state: 'gone', reason: life.reason }
    case 'gone':
      return life
  }
}

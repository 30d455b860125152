import { describe, expect, it } from 'vitest'
import {
  activitiesIn,
  follow,
  type Life,
  type LifeEvent,
  type Step,
  shown,
} from '../../../sandbox-server/sessions/life/sandbox-life.ts'

const PLACE = { cause: 'house', place: 3, waitSeconds: null } as const
const READY = {
  state: 'ready',
  id: 'one',
  rest: 'awake',
  connection: 'up',
  engine: 'up',
} as const satisfies Life

/** Every state; those that differ in what follows have a row for each kind. */
const STATES = {
  none: { state: 'none' },
  gone: { state: 'gone', reason: 'idle' },
  'gone by a reset': { state: 'gone', reason: 'reset' },
  delayed: { state: 'delayed', isFresh: false },
  'delayed after a reset': { state: 'delayed', isFresh: true },
  asked: { state: 'asked', isFresh: false },
  'asked after a reset': { state: 'asked', isFresh: true },
  queued: { state: 'queued', isFresh: false, place: PLACE },
  'queued after a reset': { state: 'queued', isFresh: true, place: PLACE },
  starting: { state: 'starting', isFresh: false, progress: { step: 'container' } },
  'starting after a reset': { state: 'starting', isFresh: true, progress: { step: 'container' } },
  ready: READY,
  'ready, resting': { ...READY, rest: 'resting' },
  'ready, asleep': { ...READY, rest: 'asleep' },
  'ready, unconnected': { ...READY, connection: 'down' },
  'ready, unconnected and told': { ...READY, connection: 'told' },
  'ready, without its engine': { ...READY, engine: 'down' },
  ending: { state: 'ending', reason: 'idle', isWanted: false },
  'ending by a reset': { state: 'ending', reason: 'reset', isWanted: false },
  'ending, the next one wanted': { state: 'ending', reason: 'reset', isWanted: true },
} as const satisfies Record<string, Life>
type Name = keyof typeof STATES

const EVENTS = {
  needed: { type: 'needed' },
  due: { type: 'due' },
  adopting: { type: 'adopting' },
  placed: { type: 'placed', place: PLACE },
  stepped: { type: 'stepped', progress: { step: 'engine' } },
  started: { type: 'started', id: 'one', took: { waitSeconds: 1, startSeconds: 2 } },
  refused: { type: 'refused' },
  failed: { type: 'failed', reason: 'failed' },
  left: { type: 'left' },
  reset: { type: 'end', reason: 'reset' },
  'reset of this one': { type: 'end', reason: 'reset', sandbox: 'one' },
  'reset of another': { type: 'end', reason: 'reset', sandbox: 'another' },
  lost: { type: 'lost' },
  removed: { type: 'removed' },
  resting: { type: 'resting' },
  slept: { type: 'slept' },
  woke: { type: 'woke', seconds: 1 },
  'connection-broke': { type: 'connection-broke' },
  'connection-stays-broken': { type: 'connection-stays-broken' },
  'connection-mended': { type: 'connection-mended' },
  'engine-stopped': { type: 'engine-stopped' },
  'engine-answers': { type: 'engine-answers' },
  'pages-changed': { type: 'pages-changed' },
} as const satisfies Record<string, LifeEvent>
type Event = keyof typeof EVENTS

/** What comes of each event, in words: a state and its effects. What is not written stays as it is. */
const EXPECTED: Record<Name, Partial<Record<Event, string>>> = {
  none: { needed: 'asked: ask', adopting: 'starting connection' },
  gone: { needed: 'asked: ask' },
  'gone by a reset': { needed: 'asked fresh: ask' },
  delayed: { due: 'asked: ask', left: 'gone left: ended', reset: 'gone reset: ended' },
  'delayed after a reset': { due: 'asked fresh: ask', left: 'gone left: ended' },
  asked: {
    placed: 'queued: queued',
    stepped: 'starting engine',
    started: 'ready: started',
    refused: 'none',
    failed: 'gone failed: ended',
    reset: 'ending reset: leave, ended',
  },
  'asked after a reset': {
    placed: 'queued fresh: queued',
    stepped: 'starting engine fresh',
    started: 'ready: started',
    refused: 'none',
    failed: 'gone failed: ended',
  },
  queued: {
    stepped: 'starting engine',
    started: 'ready: started',
    failed: 'gone failed: ended',
    left: 'ending left: leave, ended',
    reset: 'ending left: leave, ended',
  },
  'queued after a reset': {
    stepped: 'starting engine fresh',
    started: 'ready: started',
    failed: 'gone failed: ended',
    left: 'ending left: leave, ended',
  },
  starting: {
    stepped: 'starting engine',
    started: 'ready: started',
    failed: 'gone failed: ended',
    reset: 'ending reset: leave, ended',
  },
  'starting after a reset': {
    stepped: 'starting engine fresh',
    started: 'ready: started',
    failed: 'gone failed: ended',
  },
  ready: {
    lost: 'ending lost: remove, ended',
    reset: 'ending reset: remove, ended',
    'reset of this one': 'ending reset: remove, ended',
    resting: 'ready resting',
    slept: 'ready asleep: paused',
    woke: 'ready: woken',
    'connection-broke': 'ready unconnected: stir, trouble connection',
    'connection-stays-broken': 'ready told',
    'engine-stopped': 'ready engineless: trouble engine',
  },
  'ready, resting': {
    lost: 'ending lost: remove, ended',
    reset: 'ending reset: remove, ended',
    'reset of this one': 'ending reset: remove, ended',
    slept: 'ready asleep: paused',
    woke: 'ready: woken',
    'connection-broke': 'ready resting unconnected: stir, trouble connection',
    'connection-stays-broken': 'ready resting told',
    'engine-stopped': 'ready resting engineless: trouble engine',
  },
  'ready, asleep': {
    lost: 'ending lost: remove, ended',
    reset: 'ending reset: remove, ended',
    'reset of this one': 'ending reset: remove, ended',
    resting: 'ready resting',
    slept: 'ready asleep: paused',
    woke: 'ready: woken',
    'connection-broke': 'ready asleep unconnected: stir, trouble connection',
    'connection-stays-broken': 'ready asleep told',
    'engine-stopped': 'ready asleep engineless: trouble engine',
  },
  'ready, unconnected': {
    lost: 'ending lost: remove, ended',
    reset: 'ending reset: remove, ended',
    'reset of this one': 'ending reset: remove, ended',
    resting: 'ready resting unconnected',
    slept: 'ready asleep unconnected: paused',
    woke: 'ready unconnected: woken',
    'connection-broke': 'ready unconnected: stir, trouble connection',
    'connection-stays-broken': 'ready told',
    'connection-mended': 'ready',
    'engine-stopped': 'ready unconnected engineless: trouble engine',
  },
  'ready, unconnected and told': {
    lost: 'ending lost: remove, ended',
    reset: 'ending reset: remove, ended',
    'reset of this one': 'ending reset: remove, ended',
    resting: 'ready resting told',
    slept: 'ready asleep told: paused',
    woke: 'ready told: woken',
    'connection-broke': 'ready unconnected: stir, trouble connection',
    'connection-mended': 'ready',
    'engine-stopped': 'ready told engineless: trouble engine',
  },
  'ready, without its engine': {
    lost: 'ending lost: remove, ended',
    reset: 'ending reset: remove, ended',
    'reset of this one': 'ending reset: remove, ended',
    resting: 'ready resting engineless',
    slept: 'ready asleep engineless: paused',
    woke: 'ready engineless: woken',
    'connection-broke': 'ready unconnected engineless: stir, trouble connection',
    'connection-stays-broken': 'ready told engineless',
    'engine-answers': 'ready',
  },
  ending: {
    needed: 'ending idle wanted',
    started: 'ending idle: remove',
    refused: 'gone idle',
    failed: 'gone idle',
    removed: 'gone idle',
  },
  'ending by a reset': {
    needed: 'ending reset wanted',
    started: 'ending reset: remove',
    refused: 'gone reset',
    failed: 'gone reset',
    removed: 'gone reset',
  },
  'ending, the next one wanted': {
    started: 'ending reset wanted: remove',
    refused: 'asked fresh: ask',
    failed: 'asked fresh: ask',
    removed: 'asked fresh: ask',
  },
}

function wordsOf({ life, effects }: Step): string {
  const words: (string | false)[] = [life.state]
  if (life.state === 'gone' || life.state === 'ending') words.push(life.reason)
  if (life.state === 'ending') words.push(life.isWanted && 'wanted')
  if (life.state === 'starting') words.push(life.progress.step)
  if ('isFresh' in life) words.push(life.isFresh && 'fresh')
  if (life.state === 'ready') {
    words.push(life.rest !== 'awake' && life.rest)
    words.push({ up: '', down: 'unconnected', told: 'told' }[life.connection])
    words.push(life.engine === 'down' && 'engineless')
  }
  const done = effects.map((effect) => {
    if (effect.effect !== 'observe') return effect.effect
    const { event } = effect
    return event.kind === 'trouble' ? `trouble ${event.trouble}` : event.kind
  })
  return `${words.filter(Boolean).join(' ')}${done.length > 0 ? `: ${done.join(', ')}` : ''}`
}

const DUE = { isDue: true }

describe.each(Object.keys(STATES) as Name[])('a sandbox that is %s', (name) => {
  const life = STATES[name]
  it.each(Object.keys(EVENTS) as Event[])('meets %s as the table says', (event) => {
    const expected = EXPECTED[name][event] ?? wordsOf({ life, effects: [] })
    expect(wordsOf(follow(life, EVENTS[event], DUE))).toBe(expected)
  })
})

describe('a reader who had many sandboxes of late', () => {
  it.each([
    ['none', 'needed'],
    ['gone', 'needed'],
    ['ending, the next one wanted', 'removed'],
  ] as const)('waits for the next one: %s, %s', (state, event) => {
    const { life, effects } = follow(STATES[state], EVENTS[event], { isDue: false })
    expect([life.state, effects]).toEqual(['delayed', []])
    expect(shown(life)).toEqual({ state: 'starting', step: 'container' })
  })
})

describe('what goes on', () => {
  it.each([
    ['none', [], []],
    ['delayed', ['delay'], ['delay']],
    ['asked', [], []],
    ['queued', [], ['absence']],
    ['starting', [], []],
    ['ready', ['hold', 'limits'], ['hold', 'closed']],
    ['ready, asleep', ['hold', 'limits'], ['hold', 'closed']],
    ['ready, unconnected', ['hold', 'break'], ['hold', 'break', 'closed']],
    ['ready, unconnected and told', ['hold'], ['hold', 'closed']],
    ['ending', [], []],
    ['gone', [], []],
  ] as const)('while a sandbox is %s, with a page and without', (state, watched, unwatched) => {
    expect(activitiesIn(STATES[state], true)).toEqual(watched)
    expect(activitiesIn(STATES[state], false)).toEqual(unwatched)
  })
})

describe('what a reader is shown', () => {
  it.each([
    ['none', { state: 'none' }],
    ['delayed', { state: 'starting', step: 'container' }],
    ['asked', undefined],
    ['queued', { state: 'queued', ...PLACE }],
    ['starting', { state: 'starting', step: 'container' }],
    ['ready', { state: 'ready', id: 'one' }],
    ['ready, asleep', { state: 'ready', id: 'one' }],
    // What mends itself at once is not worth a word.
    ['ready, unconnected', { state: 'ready', id: 'one' }],
    ['ready, unconnected and told', { state: 'ready', id: 'one', trouble: 'connection' }],
    ['ready, without its engine', { state: 'ready', id: 'one', trouble: 'engine' }],
    ['ending', { state: 'gone', reason: 'idle' }],
    ['ending, the next one wanted', { state: 'starting', step: 'container' }],
    ['gone', { state: 'gone', reason: 'idle' }],
  ] as const)('of a sandbox that is %s', (state, status) => {
    expect(shown(STATES[state])).toEqual(status)
  })
})

import { describe, expect, it } from 'vitest'
import {
  NO_MEMORY,
  parseMemory,
  recalled,
  shownMemory,
  withRun,
  withValue,
} from '../../../src/page/sandbox-memory.ts'

const NOW = 500_000
const READY = { state: 'ready', id: 'a', secondsLeft: 60 } as const

function memoryOfA() {
  const memory = withRun(recalled(NO_MEMORY, READY, NOW), 'basics/pull')
  return withValue({ ...memory, directory: '/etc' }, 'basics/visitor', 'silly_einstein')
}

describe('what is known of a sandbox', () => {
  it('is kept while it is the same sandbox', () => {
    const memory = recalled(memoryOfA(), { ...READY, secondsLeft: 30 }, NOW)
    expect(memory).toEqual({
      sandbox: 'a',
      endsAt: NOW + 30_000,
      ran: ['basics/pull'],
      values: { 'basics/visitor': 'silly_einstein' },
      directory: '/etc',
    })
  })

  it.each([
    ['another one is there', { ...READY, id: 'b' }, 'b'],
    ['it is gone', { state: 'gone', reason: 'idle' }, ''],
    ['there is none', { state: 'none' }, ''],
  ] as const)('is forgotten when %s', (_, status, sandbox) => {
    expect(recalled(memoryOfA(), status, NOW)).toMatchObject({ sandbox, ran: [], values: {} })
  })

  it.each([
    { state: 'starting', step: 'connection' },
    { state: 'queued', cause: 'house', place: 1, waitSeconds: null },
  ] as const)('is kept while one is $state that may be the same', (status) => {
    expect(recalled(memoryOfA(), status, NOW)).toEqual(memoryOfA())
  })

  it('names each block once', () => {
    expect(withRun(memoryOfA(), 'basics/pull').ran).toEqual(['basics/pull'])
  })

  it('comes back as it was written', () => {
    const memory = memoryOfA()
    expect(parseMemory(JSON.stringify(memory))).toEqual(memory)
  })

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['another form', '[]'],
    ['null', 'null'],
    ['no list', JSON.stringify({ ...memoryOfA(), ran: 'x' })],
    ['no values', JSON.stringify({ ...memoryOfA(), values: null })],
    ['no end', JSON.stringify({ ...memoryOfA(), endsAt: 'soon' })],
  ])('is nothing where %s was kept', (_, text) => {
    expect(parseMemory(text)).toBe(NO_MEMORY)
  })
})

describe('a clock that is hours off', () => {
  const HOURS = 5 * 3_600_000

  it('hides what is known of a sandbox whose time seems over, and forgets nothing', () => {
    const memory = memoryOfA()
    expect(shownMemory(memory, NOW)).toBe(memory)
    expect(shownMemory(memory, NOW + HOURS)).toBe(NO_MEMORY)
    const kept = recalled(parseMemory(JSON.stringify(memory)), READY, NOW + HOURS)
    expect(kept).toMatchObject({ ran: memory.ran, values: memory.values })
    expect(shownMemory(kept, NOW + HOURS)).toBe(kept)
  })

  it.each([
    ['with a line end', '/home/learner/two\nlines'],
    ['of 5,000 characters', `/${'x'.repeat(5000)}`],
    ['that is relative', 'home'],
    ['that is no text', 7],
  ])('forgets a directory %s, and keeps the rest', (_, directory) => {
    const kept = parseMemory(JSON.stringify({ ...memoryOfA(), directory }))
    expect(kept).toEqual({ ...memoryOfA(), directory: undefined })
  })

  it.each([
    ['with a line end', 'a\nrm'],
    ['with a key in it', 'a\x03'],
    ['of 5,000 characters', 'x'.repeat(5000)],
  ])('takes no captured value %s', (_, value) => {
    const memory = memoryOfA()
    expect(withValue(memory, 'basics/new', value)).toEqual(memory)
    const text = JSON.stringify({ ...memory, values: { ...memory.values, 'basics/new': value } })
    expect(parseMemory(text)).toEqual(memory)
  })
})

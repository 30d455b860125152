import { describe, expect, it } from 'vitest'
import {
  NO_MEMORY,
  parseMemory,
  recalled,
  withRun,
  withValue,
} from '../../../src/live-terminal/sandbox-memory.ts'

const ENDS_AT = 1_000
const READY = { state: 'ready', id: 'a', endsAt: ENDS_AT } as const

function memoryOfA() {
  const memory = withRun(recalled(NO_MEMORY, READY), 'basics/pull')
  return withValue({ ...memory, directory: '/etc' }, 'basics/visitor', 'silly_einstein')
}

describe('what is known of a sandbox', () => {
  it('is kept while it is the same sandbox', () => {
    const memory = recalled(memoryOfA(), { ...READY, endsAt: 2_000 })
    expect(memory).toEqual({
      sandbox: 'a',
      endsAt: 2_000,
      ran: ['basics/pull'],
      values: { 'basics/visitor': 'silly_einstein' },
      directory: '/etc',
    })
  })

  it.each([
    ['another one is there', { ...READY, id: 'b' }, 'b'],
    ['it is gone', { state: 'gone', reason: 'idle' }, ''],
    ['another one starts', { state: 'starting', step: 'engine' }, ''],
    ['there is none', { state: 'none' }, ''],
  ] as const)('is forgotten when %s', (_, status, sandbox) => {
    expect(recalled(memoryOfA(), status)).toMatchObject({ sandbox, ran: [], values: {} })
  })

  it('names each block once', () => {
    expect(withRun(memoryOfA(), 'basics/pull').ran).toEqual(['basics/pull'])
  })

  it('comes back as it was written', () => {
    const memory = memoryOfA()
    expect(parseMemory(JSON.stringify(memory), ENDS_AT - 1)).toEqual(memory)
  })

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['another form', '[]'],
    ['null', 'null'],
    ['no list', JSON.stringify({ ...memoryOfA(), ran: 'x' })],
    ['no values', JSON.stringify({ ...memoryOfA(), values: null })],
    ['a sandbox whose time is over', JSON.stringify({ ...memoryOfA(), endsAt: 10 })],
  ])('is nothing where %s was kept', (_, text) => {
    expect(parseMemory(text, ENDS_AT - 1)).toBe(NO_MEMORY)
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CastPlayer, type CastState } from '../../../src/replay/cast-player.ts'

const CAST = {
  engine: undefined,
  events: [
    { at: 0, text: 'a' },
    { at: 1000, text: 'b' },
    { at: 1000, text: 'c' },
    { at: 3000, text: 'd' },
  ],
}

// The clock is the test's own: nothing here takes time.
beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function playing() {
  let shown = ''
  const states: CastState[] = []
  const player = new CastPlayer(CAST, {
    onOutput: (text) => {
      shown += text
    },
    onRestart: () => {
      shown = ''
    },
    onState: (state) => states.push(state),
  })
  return { player, states, shown: () => shown }
}

describe('a recording that is played', () => {
  it('shows each piece in its time', () => {
    const { player, states, shown } = playing()
    player.play()
    vi.advanceTimersByTime(999)
    expect(shown()).toBe('a')
    vi.advanceTimersByTime(1)
    expect(shown()).toBe('abc')
    vi.advanceTimersByTime(2000)
    expect(shown()).toBe('abcd')
    expect(states).toEqual(['playing', 'ended'])
  })

  it('goes on where it paused', () => {
    const { player, shown } = playing()
    player.play()
    vi.advanceTimersByTime(600)
    player.pause()
    vi.advanceTimersByTime(60_000)
    expect(shown()).toBe('a')
    player.play()
    vi.advanceTimersByTime(399)
    expect(shown()).toBe('a')
    vi.advanceTimersByTime(1)
    expect(shown()).toBe('abc')
  })

  it('changes its speed in the middle of a pause', () => {
    const { player, shown } = playing()
    player.play()
    vi.advanceTimersByTime(500)
    player.setSpeed(2)
    vi.advanceTimersByTime(249)
    expect(shown()).toBe('a')
    vi.advanceTimersByTime(1)
    expect(shown()).toBe('abc')
  })

  it('skips to the end, and plays again from the front', () => {
    const { player, states, shown } = playing()
    player.play()
    player.skipToEnd()
    expect(shown()).toBe('abcd')
    player.play()
    vi.advanceTimersByTime(0)
    expect(shown()).toBe('a')
    expect(states).toEqual(['playing', 'ended', 'playing'])
  })

  it('shows nothing more once it is stopped', () => {
    const { player, shown } = playing()
    player.play()
    player.stop()
    vi.advanceTimersByTime(5000)
    expect(shown()).toBe('')
  })
})

import { describe, expect, it } from 'vitest'
import { FIRST_WINDOW_BYTES, WINDOW_BYTES } from '../../../protocol/limits.ts'
import { SendWindow } from '../../../protocol/send-window.ts'

/** One of which several windows were acknowledged, each after that time. */
function acknowledgedAfter(milliseconds: number, times: number, window = new SendWindow()) {
  for (let count = 1; count <= times; count++) {
    const now = count * 10_000
    window.sent(count, now)
    window.acknowledged(count, now + milliseconds)
  }
  return window
}

describe('a window', () => {
  it('grows with a quick connection, to its bound', () => {
    expect(acknowledgedAfter(5, 1).bytes).toBe(2 * FIRST_WINDOW_BYTES)
    expect(acknowledgedAfter(5, 20).bytes).toBe(WINDOW_BYTES)
  })

  it('stays as it is where an answer takes a second', () => {
    expect(acknowledgedAfter(1000, 20).bytes).toBe(FIRST_WINDOW_BYTES)
  })

  it('shrinks again with a connection that becomes slow, and never below its first size', () => {
    const window = acknowledgedAfter(5, 20)
    expect(acknowledgedAfter(3000, 1, window).bytes).toBe(WINDOW_BYTES / 2)
    expect(acknowledgedAfter(3000, 20, window).bytes).toBe(FIRST_WINDOW_BYTES)
  })

  it('is not measured by an acknowledgement of what was sent before', () => {
    const window = new SendWindow()
    window.sent(10, 0)
    window.acknowledged(9, 5)
    expect(window.bytes).toBe(FIRST_WINDOW_BYTES)
  })
})

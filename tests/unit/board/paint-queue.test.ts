import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { PaintQueue } from '../../../src/board/paint-queue.ts'

/** Frames that come when they are called. */
function handedFrames(): () => void {
  const due: FrameRequestCallback[] = []
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => due.push(callback))
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  return () => {
    for (const callback of due.splice(0)) callback(0)
  }
}

describe('a room of 300 that all change', () => {
  it('is painted a few a frame, those in view first, and each once', () => {
    const frame = handedFrames()
    const painted: number[] = []
    const queue = new PaintQueue(
      (seat) => painted.push(seat),
      (seat) => seat > 280,
    )
    const all = Array.from({ length: 300 }, (_, index) => index + 1)
    queue.add(all)
    queue.add(all)
    expect(painted).toEqual([])
    frame()
    expect(painted.length).toBeLessThanOrEqual(20)
    expect(painted.every((seat) => seat > 280)).toBe(true)
    for (let frames = 0; frames < 100; frames++) frame()
    expect(painted.toSorted((one, other) => one - other)).toEqual(all)
  })

  it('is painted anew where it changes while it waits, and once more after', () => {
    const frame = handedFrames()
    let value = 'first'
    const painted: string[] = []
    const queue = new PaintQueue(
      () => painted.push(value),
      () => true,
    )
    queue.add([1])
    value = 'second'
    queue.add([1])
    frame()
    frame()
    expect(painted).toEqual(['second'])
    value = 'third'
    queue.add([1])
    frame()
    expect(painted).toEqual(['second', 'third'])
  })
})

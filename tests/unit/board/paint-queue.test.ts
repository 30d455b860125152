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
  it('is painted a few a frame where it is in view, the rest in pauses, and each once', () => {
    const frame = handedFrames()
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const painted: number[] = []
    const queue = new PaintQueue(
      (seat) => painted.push(seat),
      (seat) => seat > 260,
    )
    const all = Array.from({ length: 300 }, (_, index) => index + 1)
    queue.add(all)
    queue.add(all)
    expect(painted).toEqual([])
    frame()
    expect(painted.length).toBeLessThanOrEqual(10)
    for (let frames = 0; frames < 100; frames++) frame()
    expect(painted).toEqual(all.slice(260))
    vi.advanceTimersToNextTimer()
    expect(painted.length).toBeLessThanOrEqual(60)
    for (let turns = 0; turns < 100; turns++) vi.advanceTimersByTime(1000)
    expect(painted.toSorted((one, other) => one - other)).toEqual(all)
  })

  it('is painted at the next frame where it comes into view', () => {
    const frame = handedFrames()
    let isInView = false
    const painted: number[] = []
    const queue = new PaintQueue(
      (seat) => painted.push(seat),
      () => isInView,
    )
    queue.add([1])
    frame()
    expect(painted).toEqual([])
    isInView = true
    queue.schedule()
    frame()
    expect(painted).toEqual([1])
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

import { describe, expect, it } from 'vitest'
import { Cast } from '../../../runner/cast.ts'
import { MAXIMUM_PAUSE_MILLISECONDS, parseCast } from '../../../src/replay/cast.ts'

const HEADER = '{"version": 2, "width": 120, "height": 30}'

describe('a recording', () => {
  it('is read as the runner wrote it', () => {
    const cast = new Cast('basics/images')
    const bytes = new TextEncoder()
    cast.output(bytes.encode('$ '), 5_000)
    cast.output(bytes.encode('docker image ls\r\n'), 5_250)
    expect(parseCast(cast.toString())?.events).toEqual([
      { at: 0, text: '$ ' },
      { at: 250, text: 'docker image ls\r\n' },
    ])
  })

  it('has no pause that is longer than anybody waits', () => {
    const cast = parseCast(`${HEADER}\n[0.5,"o","a"]\n[60.5,"o","b"]\n[61,"o","c"]\n`)
    expect(cast?.events.map(({ at }) => at)).toEqual([
      500,
      500 + MAXIMUM_PAUSE_MILLISECONDS,
      1000 + MAXIMUM_PAUSE_MILLISECONDS,
    ])
  })

  it('is what was printed, not what was typed or marked', () => {
    const cast = parseCast(`${HEADER}\n[0,"i","x"]\n[1,"o","y"]\n[1,"m","z"]\nnot JSON\n[2]\n`)
    expect(cast?.events.map(({ text }) => text)).toEqual(['y'])
  })

  it('tells the engine that was recorded, where the file does', () => {
    const recorded = '{"version": 2, "engine": "Docker 28.5.2"}'
    expect(parseCast(recorded)?.engine).toBe('Docker 28.5.2')
    expect(parseCast(HEADER)?.engine).toBeUndefined()
    expect(parseCast('{"version": 2, "engine": 28}')?.engine).toBeUndefined()
  })

  it.each([
    ['a page that a host sends for a missing file', '<!doctype html><p>Not here.'],
    ['another version', '{"version": 3}'],
    ['nothing', ''],
  ])('is not %s', (_, text) => {
    expect(parseCast(text)).toBeUndefined()
  })
})

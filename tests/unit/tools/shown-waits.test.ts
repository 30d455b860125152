import { describe, expect, it } from 'vitest'
import { ShownWaits } from '../../../tools/shown-waits.ts'
import { HandedClock } from '../../support/handed-clock.ts'

const BLOCK = { kind: 'block', name: 'running/always', line: 20 } as const
const TASK = { kind: 'task', name: 'running/second-door', line: 90 } as const

/** What is written while lessons are played, and a clock that moves when the test says so. */
function shown(isTTY: boolean, columns = 200) {
  let text = ''
  const clock = new HandedClock()
  const stream = {
    isTTY,
    columns,
    write(more: string) {
      text += more
      return true
    },
  }
  const waits = new ShownWaits({ stream, folder: 'content', clock })
  const taken = () => {
    const before = text
    text = ''
    return before
  }
  return { waits, clock, taken }
}

describe('an author who has lessons played, with the output in a file,', () => {
  it('reads a line for each block, and every ten seconds what it waits for', async () => {
    const { waits, clock, taken } = shown(false)
    const block = waits.begin(BLOCK)
    expect(taken()).toBe('… running/always (content/chapters/running.mdx:20)\n')
    block.tell('a sandbox and a shell in it')
    await clock.advance(9_999)
    expect(taken()).toBe('')
    block.tell('docker container run \\\n  --name always')
    await clock.advance(1)
    expect(taken()).toBe(
      '  running/always (content/chapters/running.mdx:20) waits 10 of 180 s for docker container run \\ --name always\n',
    )
    await clock.advance(10_000)
    expect(taken()).toContain(' waits 20 of 180 s for ')
    block.end()
    const task = waits.begin(TASK)
    task.tell('its checks')
    await clock.advance(10_000)
    expect(taken()).toBe(
      '… running/second-door (task) (content/chapters/running.mdx:90)\n' +
        '  running/second-door (task) (content/chapters/running.mdx:90) waits 10 s for its checks\n',
    )
    task.end()
    await clock.advance(60_000)
    expect(taken()).toBe('')
    expect(clock.timers).toBe(0)
  })
})

describe('an author at a terminal', () => {
  it('sees one line, of what began first, which goes when all has ended', async () => {
    const { waits, clock, taken } = shown(true)
    const block = waits.begin(BLOCK)
    block.tell('docker run')
    const task = waits.begin(TASK)
    await clock.advance(2_000)
    expect(taken().split('\r\x1b[2K').at(-1)).toBe(
      'running/always (content/chapters/running.mdx:20) waits 2 of 180 s for docker run, and 1 more',
    )
    block.end()
    await clock.advance(250)
    expect(taken()).toBe(
      '\r\x1b[2Krunning/second-door (task) (content/chapters/running.mdx:90) waits 2 s for its turn',
    )
    task.end()
    expect(taken()).toBe('\r\x1b[2K')
    await clock.advance(10_000)
    expect(taken()).toBe('')
    expect(clock.timers).toBe(0)
  })

  it('sees no line that the terminal would break', async () => {
    const { waits, clock, taken } = shown(true, 40)
    const block = waits.begin(BLOCK)
    await clock.advance(250)
    expect(taken().slice('\r\x1b[2K'.length)).toBe('running/always (content/chapters/runni…')
    block.end()
    expect(clock.timers).toBe(0)
  })
})

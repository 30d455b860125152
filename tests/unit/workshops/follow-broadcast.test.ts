import { describe, expect, it } from 'vitest'
import { decodeOutput } from '../../../protocol/frames.ts'
import { FOLLOW_CHANNEL } from '../../../protocol/limits.ts'
import type { WorkshopNews } from '../../../protocol/workshop-messages.ts'
import { OutputBuffer } from '../../../sandbox-server/sessions/terminals/output-buffer.ts'
import {
  type CommandNews,
  FollowBroadcast,
} from '../../../sandbox-server/workshops/follow-broadcast.ts'
import type { PageLink } from '../../../sandbox-server/workshops/workshop-page.ts'
import { HandedClock } from '../../support/handed-clock.ts'

/** A terminal whose screen is all that it has printed. */
class Shown {
  readonly clock = new HandedClock()
  readonly buffer = new OutputBuffer(512 * 1024)
  readonly faults: unknown[] = []
  size = { columns: 80, rows: 24 }
  printed = ''
  command: CommandNews | undefined
  screens = 0
  readonly broadcast: FollowBroadcast

  constructor(before = '') {
    this.#append(before)
    const shown = this
    this.broadcast = new FollowBroadcast({
      from: 'Ada',
      output: {
        get kept() {
          return { start: shown.buffer.start, end: shown.buffer.end }
        },
        copy: (offset, target) => shown.buffer.copy(offset, target),
      },
      screen: {
        offset: 0,
        get size() {
          return shown.size
        },
        async update() {
          this.offset = shown.buffer.end
          shown.screens += 1
        },
        text() {
          return shown.printed.slice(0, this.offset)
        },
        [Symbol.dispose]() {},
      } as FollowBroadcastScreen & { offset: number },
      command: () => this.command,
      clock: this.clock,
      onFault: (fault) => this.faults.push(fault),
    })
  }

  print(text: string): void {
    this.#append(text)
    this.broadcast.printed()
  }

  #append(text: string): void {
    this.buffer.append(Buffer.from(text))
    this.printed += text
  }
}

type FollowBroadcastScreen = ConstructorParameters<typeof FollowBroadcast>[0]['screen']

/** A page of a participant: shows what it is told, and fails on a piece that does not fit. */
class Page implements PageLink {
  hasRoom = true
  shown: string | undefined
  readonly frames: Uint8Array[] = []
  readonly news: WorkshopNews[] = []
  #offset = 0

  tell(news: WorkshopNews): void {
    this.news.push(news)
    if (news.news !== 'screen') return
    this.shown = news.screen?.text
    this.#offset = news.screen?.offset ?? 0
  }

  sendFrame(frame: Uint8Array): boolean {
    if (!this.hasRoom) return false
    this.frames.push(frame)
    const output = decodeOutput(frame)
    expect(output?.channel).toBe(FOLLOW_CHANNEL)
    expect(output?.offset).toBe(this.#offset)
    this.shown += Buffer.from(output?.bytes ?? []).toString()
    this.#offset += output?.bytes.length ?? 0
    return true
  }

  close(): void {}

  get commands(): CommandNews[] {
    return this.news.filter(({ news }) => news === 'command') as CommandNews[]
  }
}

/** A page that follows. */
async function following(shown: Shown): Promise<Page> {
  const page = new Page()
  shown.broadcast.join(page)
  await shown.clock.advance(1000)
  return page
}

describe('a terminal that is shown to everybody', () => {
  it('is on each page as it is on the host’s, what was printed before included', async () => {
    const shown = new Shown('$ docker ps\r\n')
    const [one, other] = [await following(shown), await following(shown)]
    shown.print('CONTAINER ID\r\n')
    await shown.clock.advance(200)
    expect(one.shown).toBe('$ docker ps\r\nCONTAINER ID\r\n')
    expect(other.shown).toBe(one.shown)
    expect(shown.faults).toEqual([])
  })

  it('costs the readers’ browsers no more than its own, whatever a program repeats', async () => {
    const shown = new Shown()
    const page = await following(shown)
    shown.print('\x1b[2147')
    await shown.clock.advance(200)
    shown.print('483647L\x1b[31mred\r\n')
    await shown.clock.advance(200)
    shown.print('and on\r\n')
    await shown.clock.advance(200)
    expect(page.shown).toBe('\x1b[500L\x1b[31mred\r\nand on\r\n')
    // One who comes now goes on where the others are.
    const late = await following(shown)
    shown.print('for both')
    await shown.clock.advance(200)
    expect([page, late].map((one) => one.shown?.endsWith('and on\r\nfor both'))).toEqual([
      true,
      true,
    ])
    expect(shown.faults).toEqual([])
  })

  it('is encoded once: every page is sent the same buffer', async () => {
    const shown = new Shown()
    const pages = [await following(shown), await following(shown), await following(shown)]
    shown.print('x')
    await shown.clock.advance(200)
    const frames = pages.map(({ frames }) => frames)
    expect(frames.map(({ length }) => length)).toEqual([1, 1, 1])
    expect(new Set(frames.flat()).size).toBe(1)
  })

  it('costs no screen where nobody lacks anything', async () => {
    const shown = new Shown()
    await following(shown)
    const { screens } = shown
    for (let count = 0; count < 20; count++) {
      shown.print('some output\r\n')
      await shown.clock.advance(150)
    }
    expect(shown.screens).toBe(screens)
  })

  it('is ten frames a second at most, and the first at once', async () => {
    const shown = new Shown()
    const page = await following(shown)
    shown.print('a')
    await shown.clock.advance(1)
    expect(page.shown).toBe('a')
    for (let count = 0; count < 100; count++) {
      shown.print('b')
      await shown.clock.advance(10)
    }
    expect(page.frames.length).toBeLessThanOrEqual(12)
    await shown.clock.advance(100)
    expect(page.shown).toBe(shown.printed)
  })

  it('costs no more sends for three hundred pages than for one hundred', async () => {
    const sends = async (count: number) => {
      const shown = new Shown()
      const pages = Array.from({ length: count }, () => new Page())
      for (const page of pages) shown.broadcast.join(page)
      await shown.clock.advance(1000)
      for (let step = 0; step < 60; step++) {
        shown.print('b')
        await shown.clock.advance(50)
      }
      return pages.reduce((sum, { frames }) => sum + frames.length, 0)
    }
    expect(await sends(300)).toBeLessThanOrEqual(1.1 * (await sends(100)))
  })

  it('leaves a page out whose line is slow, and brings it the current screen later', async () => {
    const shown = new Shown()
    const [slow, quick] = [await following(shown), await following(shown)]
    slow.hasRoom = false
    for (let count = 0; count < 5; count++) {
      shown.print(`line ${count}\r\n`)
      await shown.clock.advance(200)
    }
    expect(slow.shown).toBe('')
    expect(quick.shown).toBe(shown.printed)
    slow.hasRoom = true
    await shown.clock.advance(1000)
    expect(slow.shown).toBe(shown.printed)
    shown.print('goes on')
    await shown.clock.advance(200)
    expect(slow.shown).toBe(shown.printed)
  })

  it('is a screen in place of a print that nobody reads, and then goes on byte by byte', async () => {
    const shown = new Shown()
    const page = await following(shown)
    const told = () => page.frames.reduce((sum, { length }) => sum + length, 0)
    for (let count = 0; count < 50; count++) {
      shown.print('y\r\n'.repeat(10_000))
      await shown.clock.advance(100)
    }
    expect(told()).toBeLessThan(300_000)
    await shown.clock.advance(3000)
    shown.print('$ ')
    await shown.clock.advance(500)
    expect(page.shown?.slice(-20)).toBe(shown.printed.slice(-20))
    expect(page.frames.at(-1)?.length).toBeLessThan(20)
    expect(shown.faults).toEqual([])
  })

  it('is whole for pages that come while it prints', async () => {
    const shown = new Shown()
    const pages: Page[] = []
    for (let count = 0; count < 60; count++) {
      const page = new Page()
      pages.push(page)
      shown.broadcast.join(page)
      shown.print(`${count} `)
      await shown.clock.advance(37)
    }
    await shown.clock.advance(1000)
    for (const page of pages) expect(page.shown).toBe(shown.printed)
  })

  it('is drawn anew when the host’s window has another size', async () => {
    const shown = new Shown('before ')
    const page = await following(shown)
    shown.size = { columns: 120, rows: 40 }
    shown.broadcast.resized()
    shown.print('after')
    await shown.clock.advance(1000)
    const screens = page.news.flatMap((news) => (news.news === 'screen' ? [news.screen] : []))
    expect(screens.at(-1)).toMatchObject({ from: 'Ada', columns: 120, rows: 40 })
    expect(page.shown).toBe('before after')
  })

  it('has the host’s last command, for late comers, too', async () => {
    const shown = new Shown()
    const page = await following(shown)
    expect(page.commands).toEqual([])
    shown.command = { news: 'command', command: { prompt: '$ ', line: '$ ls', columns: 80 } }
    shown.print('ls\r\n')
    await shown.clock.advance(200)
    shown.print('file\r\n')
    await shown.clock.advance(200)
    expect(page.commands).toEqual([shown.command])
    expect((await following(shown)).commands).toEqual([shown.command])
  })

  it('is over at once: not one byte more, and the page is told', async () => {
    const shown = new Shown()
    const page = await following(shown)
    shown.print('secret')
    shown.broadcast[Symbol.dispose]()
    shown.print('more')
    await shown.clock.advance(5000)
    expect(page.frames).toEqual([])
    expect(page.news.at(-1)).toEqual({ news: 'screen', screen: null })
    expect(shown.clock.timers).toBe(0)
  })

  it('sends nothing to a page that wants it no longer', async () => {
    const shown = new Shown()
    const page = await following(shown)
    shown.broadcast.leave(page)
    const { length } = page.news
    shown.print('more')
    await shown.clock.advance(1000)
    expect(page.frames).toEqual([])
    expect(page.news.length).toBe(length)
  })
})

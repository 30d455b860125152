import { describe, expect, it, onTestFinished } from 'vitest'
import { decodeOutput } from '../../../protocol/frames.ts'
import type { WorkshopNews } from '../../../protocol/workshop-messages.ts'
import { HeadlessScreen } from '../../../sandbox-server/sessions/terminals/headless-screen.ts'
import { Terminal } from '../../../sandbox-server/sessions/terminals/terminal.ts'
import { FollowMe } from '../../../sandbox-server/workshops/follow-me.ts'
import type { PageLink } from '../../../sandbox-server/workshops/workshop-page.ts'
import { HandedClock } from '../../support/handed-clock.ts'
import { until } from '../../support/reader.ts'
import { TestPty } from '../../support/test-pty.ts'

const BOUNDS = { longest: 64 * 1024, tail: 32 * 1024 }

/** A page of a participant, and all that it shows of the host's terminal. */
class Page implements PageLink {
  readonly hasRoom = true
  readonly news: WorkshopNews[] = []
  text = ''

  tell(news: WorkshopNews): void {
    this.news.push(news)
    if (news.news === 'screen') this.text = news.screen?.text ?? ''
  }

  sendFrame(frame: Uint8Array): boolean {
    this.text += Buffer.from(decodeOutput(frame)?.bytes ?? []).toString()
    return true
  }

  close(): void {}
}

/** A host with a shell, and a room that it can be shown to. */
function room() {
  const clock = new HandedClock()
  const faults: unknown[] = []
  let changes = 0
  const follow = new FollowMe({
    clock,
    onChange: () => {
      changes += 1
    },
    onFault: (fault) => faults.push(fault),
  })
  const show = (host: string) => {
    const pty = new TestPty()
    const size = { columns: 60, rows: 10 }
    const terminal = new Terminal(pty, 60_000, undefined, undefined, size)
    onTestFinished(() => terminal.close())
    const print = async (text: string) => {
      const end = terminal.kept.end + Buffer.byteLength(text)
      pty.print(text)
      await until(() => terminal.kept.end >= end, 'what was printed')
      await clock.advance(1000)
    }
    const begin = () =>
      follow.show({
        host,
        name: 'dock/shell',
        terminal,
        screen: new HeadlessScreen(terminal, BOUNDS),
        secret: 'secret',
      })
    return { pty, terminal, print, begin }
  }
  /** The screen is parsed in its own time; the clock goes on meanwhile. */
  const shows = (page: Page, text: string) =>
    until(async () => {
      await clock.advance(100)
      return page.text === text
    }, text)
  return { clock, follow, show, shows, faults, changes: () => changes }
}

describe('a host who shows a terminal', () => {
  it('is seen by those who ask for it, a late comer among them, and not by others', async () => {
    const { follow, show, shows } = room()
    const [asks, asksNot, late] = [new Page(), new Page(), new Page()]
    follow.want(asks, true)
    const ada = show('Ada')
    await ada.print('$ docker ps')
    ada.begin()
    expect(follow.shown).toMatchObject({ host: 'Ada', terminal: 'dock/shell' })
    await shows(asks, '$ docker ps')
    await ada.print(' -a')
    await shows(asks, '$ docker ps -a')
    follow.want(late, true)
    await shows(late, '$ docker ps -a')
    expect(asksNot.news).toEqual([])
  })

  it('gives way to the host who shows one after', async () => {
    const { follow, show, shows } = room()
    const page = new Page()
    follow.want(page, true)
    const [ada, grace] = [show('Ada'), show('Grace')]
    ada.begin()
    await ada.print('of Ada')
    await shows(page, 'of Ada')
    grace.begin()
    await grace.print('of Grace')
    await shows(page, 'of Grace')
    await ada.print('no longer shown')
    expect(follow.shown?.host).toBe('Grace')
    expect(page.text).toBe('of Grace')
  })

  it('is seen no longer once it ends, by whatever: not one byte more', async () => {
    const { follow, show, shows, changes } = room()
    const page = new Page()
    follow.want(page, true)
    const ada = show('Ada')
    ada.begin()
    await ada.print('shown')
    await shows(page, 'shown')
    follow.end()
    await ada.print('hidden')
    expect(page.text).toBe('')
    expect(page.news.at(-1)).toEqual({ news: 'screen', screen: null })
    expect(follow.shown).toBeNull()
    expect(changes()).toBe(2)
  })

  it('ends with its shell', async () => {
    const { follow, show } = room()
    const ada = show('Ada')
    ada.begin()
    ada.pty.end(0)
    await until(() => follow.shown === null, 'the end')
  })

  it('keeps no shell alive, and decides nothing of its size', async () => {
    const { follow, show, shows } = room()
    const page = new Page()
    follow.want(page, true)
    const ada = show('Ada')
    ada.begin()
    await ada.print('x')
    await shows(page, 'x')
    expect(ada.terminal.isWatched).toBe(false)
    expect(ada.pty.sizes).toEqual([])
  })
})

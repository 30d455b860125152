import type { CDPSession } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type BlockOnPage, BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

interface Phone extends AsyncDisposable {
  readonly reader: BrowserReader
  readonly block: BlockOnPage
  /** Moves a finger down the terminal by so many pixels, up where it is negative, until that is so. */
  swipeTo(pixels: number, isSo: () => Promise<boolean>, what: string): Promise<void>
}

async function phone(): Promise<Phone> {
  const reader = await BrowserReader.open(site.browser, {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  })
  await reader.page.goto(`${site.server.address}/welcome/`)
  const block = reader.block('welcome/first')
  await block.run()
  const finger = await reader.page.context().newCDPSession(reader.page)
  return {
    reader,
    block,
    async swipeTo(pixels, isSo, what) {
      let swiped = Number.NEGATIVE_INFINITY
      await until(async () => {
        if (await isSo()) return true
        if (performance.now() - swiped < SWIPE_AGAIN_MILLISECONDS) return false
        await swipe(finger, block, pixels)
        swiped = performance.now()
        return isSo()
      }, what)
    },
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  }
}

const STEPS = 10

/** A slow machine takes a finger for one that rests, and gives the touch to nobody: it swipes again. */
const SWIPE_AGAIN_MILLISECONDS = 5000

async function swipe(finger: CDPSession, block: BlockOnPage, distance: number): Promise<void> {
  const box = await block.element.locator('.terminal-screen').boundingBox()
  if (!box) throw new Error('The terminal is not on the page.')
  const touch = (type: 'touchStart' | 'touchMove', y: number) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x: 180, y }] })
  // From its lower end: notices may cover the upper one.
  const end = box.y + box.height - 10
  const start = distance > 0 ? end - distance : end
  await touch('touchStart', start)
  for (let step = 1; step <= STEPS; step++) {
    await touch('touchMove', start + (distance * step) / STEPS)
  }
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

describe('a reader with a finger', () => {
  it('swipes through what has scrolled away, and the page where there is no more of it', async () => {
    await using at = await phone()
    const { reader, block } = at
    const scrollTop = () => reader.page.evaluate(() => scrollY)
    await block.type('clear; seq -f "row %g" 60\n')
    await block.shows(/^row 60$/m)
    const before = await scrollTop()
    const isAtEnd = async () => /^row 60$/m.test(await block.screen())
    await at.swipeTo(100, async () => !(await isAtEnd()), 'the rows before')
    expect(await scrollTop()).toBe(before)
    await at.swipeTo(-200, isAtEnd, 'the last row')
    // The last row is there already: the finger means the page.
    const atEnd = await scrollTop()
    await at.swipeTo(-200, async () => (await scrollTop()) > atEnd, 'the page below')
  })

  it('swipes in a maximised terminal, and in a program that has the whole screen', async () => {
    await using at = await phone()
    const { block } = at
    const shows = async (line: string) => (await block.screen()).split('\n').includes(line)
    await block.button('maximise').tap()
    await block.type('clear; seq -f "row %g" 100\n')
    await block.shows(/^row 100$/m)
    await at.swipeTo(150, async () => !(await shows('row 100')), 'the rows before')
    await block.type('seq -f "line %g" 500 | less\n')
    await block.shows(/^line 1$/m)
    await at.swipeTo(-150, async () => !(await shows('line 1')), 'the lines below')
    await at.swipeTo(150, () => shows('line 1'), 'the first line again')
  })

  it('has the keys that a touch keyboard lacks, in a row that scrolls', async () => {
    await using at = await phone()
    const { reader, block } = at
    const press = (name: string) => block.element.getByRole('button', { name, exact: true }).tap()
    await block.type('cat -v')
    for (const name of ['Pipe', 'Tilde', 'Slash', 'Hyphen']) await press(name)
    await block.shows('cat -v|~/-')
    await press('Control C')
    // At the signal a terminal drops what was typed and not read: the next key waits for the prompt.
    await block.shows(/-\^C\n~ \$/)
    await block.type('cat -v\n')
    await block.state('running')
    for (const name of ['Page up', 'Page down', 'Home', 'End', 'Up', 'Escape']) await press(name)
    await block.type('\n')
    await block.shows('^[[5~^[[6~^[[H^[[F^[[A^[')
    await press('Control D')
    await block.finished()
    // A program that asks for application keys gets those.
    await block.type("printf '\\033[?1h'; cat -v\n")
    await block.state('running')
    await press('Up')
    await press('Home')
    await block.type('\n')
    await block.shows('^[OA^[OH')
    await press('Control Z')
    await block.finished()
    const wide = await reader.page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide).toBe(360)
    await reader.expectAccessible()
  })
})

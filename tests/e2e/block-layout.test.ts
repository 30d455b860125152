import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BlockOnPage, BrowserReader, launchChromium } from '../support/browser.ts'
import { IS_LONG } from '../support/length.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'
import { builtSite, PAGES } from '../support/site.ts'
import { type StaticSite, serveFiles } from '../support/static-site.ts'

/** What a scroll bar takes of a window's width on a desktop, in pixels; the test's browser hides them. */
const SCROLL_BAR = 15

const WIDTHS = [1280, 1440, 1920] as const

const PHONE_WIDTHS = [320, 390]

/** A recording is played in each block of these pages, which takes a terminal for each. */
const REPLAYED = IS_LONG ? PAGES : ['/welcome/', '/inspecting/']

// Measured to the pixel, as it is in the browser that readers have.
const site = useLiveSite({}, launchChromium)
let recordings: StaticSite

beforeAll(async () => {
  recordings = await serveFiles(await builtSite())
})

afterAll(async () => {
  await recordings?.[Symbol.asyncDispose]()
})

/** Heights of the blocks of a page in pixels, without the buttons of a recording. */
function heights({ page }: BrowserReader): Promise<number[]> {
  return page.locator('live-terminal').evaluateAll((blocks) => {
    const heightOf = (element: Element | null) => element?.getBoundingClientRect().height ?? 0
    return blocks.map((block) =>
      Math.round(heightOf(block) - heightOf(block.querySelector('.replay-bar'))),
    )
  })
}

function heightOf({ element }: BlockOnPage): Promise<number> {
  return element.evaluate((block) => block.getBoundingClientRect().height)
}

/** Pixels of an element that only a sideways scroll shows, at the worst of all in the page. */
function mostHidden(reader: BrowserReader, selector: string): Promise<number> {
  return reader.page
    .locator(selector)
    .evaluateAll((elements) =>
      Math.max(0, ...elements.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)),
    )
}

/** Waits for a layout in which that many pixels of a block, or of the page, are in others' room. */
async function expectRoom(reader: BrowserReader, width: number): Promise<void> {
  await reader.page.setViewportSize({ width: width - SCROLL_BAR, height: 900 })
  const overlap = () =>
    reader.page.evaluate(() => {
      const shown = (selector: string) =>
        [...document.querySelectorAll(selector)]
          .map((element) => element.getBoundingClientRect())
          .filter((box) => box.width > 0)
      const start = Math.max(0, ...shown('.sidebar-pane').map(({ right }) => right))
      const end = Math.min(innerWidth, ...shown('.right-sidebar-panel').map(({ left }) => left))
      const blocks = shown('live-terminal')
      return Math.max(
        document.documentElement.scrollWidth - innerWidth,
        ...blocks.map(({ left, right }) => Math.max(start - left, right - end)),
      )
    })
  await until(async () => (await overlap()) <= 0, `room for the blocks at ${width} pixels`)
  const narrow = () =>
    reader.page.locator('.terminal-sheet').evaluateAll((sheets) =>
      sheets.filter((sheet) => {
        const line = document.createElement('span')
        line.textContent = '0'.repeat(120)
        sheet.append(line)
        const { width } = line.getBoundingClientRect()
        line.remove()
        const screen = sheet.querySelector('.xterm-screen')?.getBoundingClientRect()
        return (screen?.width ?? 0) < width - 1
      }),
    )
  await until(async () => (await narrow()).length === 0, `120 columns at ${width} pixels`)
  for (const selector of ['.terminal-recorded', '.terminal-screen']) {
    await until(
      async () => (await mostHidden(reader, selector)) <= 0,
      `all of each ${selector} at ${width} pixels`,
    )
  }
}

describe.each(PAGES)('the blocks of %s', (path) => {
  it('show all of their columns on a desktop, and their titles and buttons on a phone, too', async () => {
    await using reader = await BrowserReader.open(site.browser, { reducedMotion: 'reduce' })
    await reader.page.goto(recordings.address + path)
    for (const width of WIDTHS) await expectRoom(reader, width)
    for (const width of PHONE_WIDTHS) {
      await reader.page.setViewportSize({ width, height: 740 })
      for (const selector of ['.terminal-bar', '.terminal-title', '.terminal-foot', '.page-head']) {
        expect([width, selector, await mostHidden(reader, selector)]).toEqual([width, selector, 0])
      }
    }
    expect(reader.errors).toEqual([])
  })
})

describe.each(REPLAYED)('the recordings of %s', (path) => {
  it('keep the height of their blocks at Run, and show all of their columns', async () => {
    await using reader = await BrowserReader.open(site.browser, { reducedMotion: 'reduce' })
    await reader.page.goto(recordings.address + path)
    await expectRoom(reader, WIDTHS[0])
    const before = await heights(reader)
    await reader.page.locator('live-terminal').evaluateAll((blocks) => {
      for (const block of blocks) block.querySelector<HTMLElement>('[data-action="run"]')?.click()
    })
    const waiting = reader.page.locator('live-terminal:not([data-state="replayed"])')
    await until(async () => (await waiting.count()) === 0, 'a recording in every block', 60_000)
    const grown = async () =>
      (await heights(reader)).map((height, index) => height - (before[index] ?? 0))
    // Half a pixel is rounded on each side. A screen takes its text a piece for each frame.
    await until(
      async () => (await grown()).every((pixels) => Math.abs(pixels) <= 1),
      'the heights that the blocks had before Run',
    )
    for (const width of WIDTHS) await expectRoom(reader, width)
    expect(reader.errors).toEqual([])
  })
})

describe('a block', () => {
  it('keeps its height when Run is pressed, and grows by what is printed, up to a bound', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = reader.block('welcome/first')
    const before = await heightOf(block)
    await block.run()
    const grownBy = async () => (await heightOf(block)) - before
    await until(async () => Math.abs(await grownBy()) < 2, 'the height that it had')
    await block.type('seq 8\n')
    await block.shows(/^8$/m)
    const row = await block.element.evaluate(
      (element) => element.querySelector('.xterm-rows > div')?.getBoundingClientRect().height ?? 0,
    )
    await until(async () => {
      const grown = await grownBy()
      return grown > 6 * row && grown < 11 * row
    }, 'the height of what is printed')
    await block.type('seq 500\n')
    await block.shows(/^500$/m)
    const body = await block.element
      .locator('.terminal-body')
      .evaluate((element) => element.getBoundingClientRect().height)
    expect(body).toBeLessThan(0.7 * 720)
  })

  it('shows the beginning of an output that is longer than the block', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = reader.block('welcome/first')
    await block.run()
    await block.type('cat() { seq 200; }; clear\n')
    await until(async () => !(await block.screen()).includes('cat'), 'a cleared screen')
    // A Run that is pressed while a command runs is no Run.
    await block.finished()
    await block.button('run').click()
    await block.shows(/\$ cat welcome\.txt\n1\n2\n/)
    await block.type('echo at the end\n')
    await block.shows(/^at the end$/m)
  })

  it('moves no button: Stop comes where Run was, and Copy stays', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = reader.block('welcome/counting')
    const boxes = async (main: string) => [
      await block.button(main).boundingBox(),
      await block.button('copy').boundingBox(),
    ]
    await block.element.scrollIntoViewIfNeeded()
    const before = await boxes('run')
    await block.button('run').click()
    await block.shows('second 2')
    const scrolled = (await reader.page.evaluate(() => scrollY)) as number
    expect(await boxes('stop')).toEqual(before)
    await block.button('stop').click()
    await block.finished()
    expect(await boxes('run')).toEqual(before)
    expect(await reader.page.evaluate(() => scrollY)).toBe(scrolled)
  })

  it('is not stopped by the second click of a double click on Run', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = reader.block('welcome/counting')
    await block.button('run').dblclick()
    await block.shows('second 2')
    await block.state('running')
  })

  it('says how long the whole Run took, not its last command', async () => {
    await using reader = await site.readerAt('/authors/')
    const block = reader.block('authors/note')
    await block.run()
    await block.type('echo() { sleep 3; }; printf "made %s\\n" it\n')
    await block.shows(/^made it$/m)
    await block.finished()
    await block.run()
    // The browser's clock counts from the word that it runs, which a busy one hears late.
    expect(await block.words()).toMatch(/^Finished after [2-9]/)
  })
})

describe('a chapter', () => {
  it.each([
    ['welcome', ['first', 'counting', 'note', 'read-note']],
    // Without those that need an image of Docker Hub.
    ['images-and-containers', ['run', 'all', 'detached', 'listed', 'tidy', 'inside', 'outside']],
  ])('%s does not move while its blocks run', async (chapter, names) => {
    await using reader = await site.readerAt(`/${chapter}/`)
    await reader.page.evaluate(() => {
      const shifts: number[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number
          hadRecentInput: boolean
        })[]) {
          if (!entry.hadRecentInput) shifts.push(entry.value)
        }
      }).observe({ type: 'layout-shift', buffered: true })
    })
    for (const name of names) {
      const block = reader.block(`${chapter}/${name}`)
      const until = await block.element.getAttribute('data-until')
      if (until === null) await block.run()
      else {
        await block.button('run').click()
        await block.shows(until)
      }
    }
    const shifts = await reader.page.evaluate(
      () => (window as unknown as { shifts: number[] }).shifts,
    )
    expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.05)
    expect(reader.errors).toEqual([])
  })
})

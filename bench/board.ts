import type { Browser, Page } from 'playwright-core'
import { percentile } from '../runner/rehearsal/statistics.ts'
import { BrowserReader, launchChromium } from '../tests/support/browser.ts'
import { startMadeUpBoard } from '../tests/support/made-up-board.ts'
import { ensureSite } from '../tools/site.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/** Tiles of the board, and the time between two changes of each, in milliseconds. */
const TILES = 300
const EVERY_MILLISECONDS = 500

const GOAL_MILLISECONDS = 30

/** For how long frames are watched, in milliseconds. */
const WATCH_MILLISECONDS = 15_000

/** A host's screen. */
const VIEWPORT = { width: 1920, height: 1080 }

/** Frames of a board on which every tile changes twice a second, and those of one at rest. */
export async function benchBoard({ tell, signal }: BenchOptions): Promise<readonly Row[]> {
  const { directory: pages } = await ensureSite(tell, { signal })
  await using opened = new AsyncDisposableStack()
  const browser = opened.adopt(await launchChromium(), (browser) => browser.close())
  const p95 = { of: percentile(0.95), goal: { ours: GOAL_MILLISECONDS } }
  const rows: Row[] = []
  for (const [tab, name] of [
    ['Readers', 'tiles'],
    ['Progress', 'rows of the progress'],
  ] as const) {
    signal.throwIfAborted()
    tell(`${TILES} ${name}`)
    const ours = await watchFrames(browser, pages, tab)
    rows.push(
      compare({ name: `a frame of ${TILES} ${name} that all change, p95, ms`, ours, ...p95 }),
    )
  }
  return rows
}

async function watchFrames(browser: Browser, pages: string, tab: string): Promise<number[]> {
  await using board = await startMadeUpBoard({ pages, seats: TILES, every: EVERY_MILLISECONDS })
  await using host = await BrowserReader.open(browser, { viewport: VIEWPORT })
  const { page } = host
  await page.goto(board.boardAddress)
  await page
    .locator('.tile')
    .nth(TILES - 1)
    .waitFor({ state: 'attached' })
  await page.getByRole('tab', { name: tab }).click()
  return await busyFrames(page)
}

/**
 * Of each frame in which the board painted changes: from its first callback to the end of its layout
 * and painting on the page's thread, in milliseconds.
 */
function busyFrames(page: Page): Promise<number[]> {
  return page.evaluate(
    ({ milliseconds, pace }) =>
      new Promise<number[]>((resolve) => {
        const frames: number[] = []
        const end = performance.now() + milliseconds
        const { port1, port2 } = new MessageChannel()
        let began = 0
        // A message that is posted in a frame's callback comes right after that frame.
        port1.onmessage = () => {
          frames.push(performance.now() - began)
          if (performance.now() < end) requestAnimationFrame(frame)
          // Those that the changes did not reach are quick: of all, the slowest are counted.
          else resolve(frames.toSorted((one, other) => other - one).slice(0, milliseconds / pace))
        }
        const frame = () => {
          began = performance.now()
          port2.postMessage(undefined)
        }
        requestAnimationFrame(frame)
      }),
    { milliseconds: WATCH_MILLISECONDS, pace: EVERY_MILLISECONDS },
  )
}

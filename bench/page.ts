import type { Browser } from 'playwright-core'
import { percentile } from '../runner/rehearsal/statistics.ts'
import { BrowserReader, launchChromium } from '../tests/support/browser.ts'
import { until } from '../tests/support/reader.ts'
import { ensureSite } from '../tools/site.ts'
import { OurServer } from './our-server.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/** A block whose command is quick, `cat welcome.txt`, and a word that its output alone has. */
const PAGE = '/welcome/'
const BLOCK = 'welcome/first'
const OUTPUT = 'sandbox:'

const GOAL_MILLISECONDS = 150

/** From Run pressed to the first output of its command on the screen, in Chromium. */
export async function benchPage(options: BenchOptions): Promise<readonly Row[]> {
  const { tell, signal, samples } = options
  const { directory } = await ensureSite(tell, { signal })
  // Every fresh page takes a sandbox, and one more is kept ready.
  const live = { warm: 1, maximum: samples + 2, perAddress: samples + 2 }
  await using server = await OurServer.start({ pages: directory, live })
  await using opened = new AsyncDisposableStack()
  const browser = opened.adopt(await launchChromium(), (browser) => browser.close())
  const first = await timeFirstRuns(server, browser, options)
  const further = await timeFurtherRuns(server, browser, options)
  const p95 = { of: percentile(0.95), goal: { ours: GOAL_MILLISECONDS } }
  return [
    compare({ name: 'first Run of a fresh page to output painted, p95, ms', ours: first, ...p95 }),
    compare({ name: 'further Run to output painted, p95, ms', ours: further, ...p95 }),
  ]
}

/** Each by a reader who has nothing yet: no scripts of the terminal, no connection, no sandbox. */
async function timeFirstRuns(
  server: OurServer,
  browser: Browser,
  { tell, signal, samples }: BenchOptions,
): Promise<readonly number[]> {
  const times: number[] = []
  while (times.length < samples) {
    signal.throwIfAborted()
    tell(`${times.length + 1} of ${samples} first Runs`)
    await server.hasSandboxReady()
    await using reader = await openPage(server, browser)
    times.push(await timeRun(reader))
  }
  return times
}

/** All in one page, whose shell stands at its prompt on a screen that is empty. */
async function timeFurtherRuns(
  server: OurServer,
  browser: Browser,
  { tell, signal, samples }: BenchOptions,
): Promise<readonly number[]> {
  await using reader = await openPage(server, browser)
  await timeRun(reader)
  await server.hasSandboxReady()
  const times: number[] = []
  while (times.length < samples) {
    signal.throwIfAborted()
    tell(`${times.length + 1} of ${samples} further Runs`)
    await clear(reader)
    times.push(await timeRun(reader))
  }
  return times
}

async function openPage(server: OurServer, browser: Browser): Promise<BrowserReader> {
  const reader = await BrowserReader.open(browser)
  await reader.page.goto(server.address + PAGE, { waitUntil: 'networkidle' })
  return reader
}

/** Presses Run. @returns milliseconds from the click to the output on the screen. */
async function timeRun(reader: BrowserReader): Promise<number> {
  const block = reader.block(BLOCK)
  const painted = block.element.evaluate(timePainted, OUTPUT)
  await block.button('run').click()
  const milliseconds = await painted
  await block.finished()
  return milliseconds
}

/** Ctrl+L: what was printed before is no longer on the screen. */
async function clear(reader: BrowserReader): Promise<void> {
  const block = reader.block(BLOCK)
  await block.type('')
  await reader.page.keyboard.press('Control+l')
  await until(async () => !(await block.screen()).includes(OUTPUT), 'an empty screen')
}

/**
 * Of the next click, in the page itself: until `output` stands in the rows of the terminal, and two
 * frames have begun since. The first of them begins when what stands there was painted, the second
 * when it was certainly shown.
 */
function timePainted(block: HTMLElement | SVGElement, output: string): Promise<number> {
  return new Promise((resolve) => {
    let pressed: number | undefined
    document.addEventListener(
      'click',
      ({ timeStamp }) => {
        pressed = timeStamp
      },
      { capture: true, once: true },
    )
    const observer = new MutationObserver(() => {
      if (pressed === undefined) return
      if (!block.querySelector('.xterm-rows')?.textContent?.includes(output)) return
      observer.disconnect()
      const since = pressed
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - since)))
    })
    observer.observe(block, { childList: true, characterData: true, subtree: true })
  })
}

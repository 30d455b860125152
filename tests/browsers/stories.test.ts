import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STORAGE_SENTENCES } from '../../src/storage-notice/storage-notice.ts'
import { BadLine } from '../support/bad-line.ts'
import { BlockInPage } from '../support/browsers/block-in-page.ts'
import { CHROMIUM } from '../support/browsers/chromium.ts'
import type { DrivenBrowser, View } from '../support/browsers/driven-browser.ts'
import { FIREFOX } from '../support/browsers/firefox.ts'
import { StoryTable } from '../support/browsers/story-table.ts'
import { WEBKIT } from '../support/browsers/webkit.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { PlainProxy } from '../support/plain-proxy.ts'
import { startApp } from '../support/previews.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'
import { serveFiles } from '../support/static-site.ts'

let engine: EngineUnderTest
let server: TestServer
let line: BadLine
const table = new StoryTable()

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({
    driver: engine.driver,
    pages: await builtSite(),
    live: { warm: 1 },
  })
  line = await BadLine.open(Number(new URL(server.address).port))
})

afterAll(async () => {
  await line?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
  await table.write()
})

const FIRST = new BlockInPage('welcome/first')
const NOTE = new BlockInPage('authors/note')

/** Waits until what a page shows is what is wanted. */
async function sees(
  { page }: { page: DrivenBrowser['page'] },
  act: () => boolean,
  what: string,
): Promise<void> {
  await until(() => page.evaluate(act), what)
}

async function seesApp(view: View): Promise<void> {
  const heading = () => document.querySelector('h1')?.textContent
  await until(async () => {
    // What is evaluated while the app loads goes with the page that was there before.
    const read = await view.evaluate(heading).catch(() => undefined)
    return read === 'Hello from web1'
  }, 'the app')
}

describe.each([CHROMIUM, FIREFOX, WEBKIT])('a reader with $name', (kind) => {
  let browser: DrivenBrowser
  let helper: Reader

  beforeAll(async () => {
    browser = await kind.launch()
    table.add(kind.name, browser.version)
    await browser.goto(`http://localhost:${line.port}/welcome/`)
  })

  afterAll(async () => {
    helper?.[Symbol.dispose]()
    await browser?.[Symbol.asyncDispose]()
  })

  /** One browser goes through its stories in their order, on one page, in one sandbox. */
  const story = (title: string, act: () => Promise<void>) => {
    it(title, () => table.record(kind.name, title, act))
  }

  story('runs the command of a block', async () => {
    await FIRST.run(browser)
    expect(await FIRST.words(browser)).toMatch(/^Finished/)
  })

  story('types into its terminal', async () => {
    await FIRST.focus(browser)
    await browser.type('echo typed-$((40+2))')
    await browser.press('Enter')
    await FIRST.shows(browser, 'typed-42')
  })

  story('stops a command with Ctrl+C', async () => {
    // The shell has given the terminal to it, or the key would be the shell's.
    await browser.type("sh -c 'echo begun-$((40 + 2)); exec sleep 1000'")
    await browser.press('Enter')
    await FIRST.shows(browser, 'begun-42')
    await browser.press('c', { control: true })
    await browser.type('echo ended-$?')
    await browser.press('Enter')
    await FIRST.shows(browser, 'ended-130')
  })

  story('goes on typing after the window has changed its size', async () => {
    await browser.resize(800, 700)
    const fits = () => document.documentElement.scrollWidth <= window.innerWidth
    await sees(browser, fits, 'a page as narrow as the window')
    await FIRST.focus(browser)
    await browser.type('echo narrow-$((40+2))')
    await browser.press('Enter')
    await FIRST.shows(browser, 'narrow-42')
    await browser.resize(1280, 900)
  })

  story('goes on after the connection broke', async () => {
    line.reset()
    await FIRST.focus(browser)
    await browser.type('echo again-$((40+2))')
    await browser.press('Enter')
    await FIRST.shows(browser, 'again-42')
  })

  story('copies a command and pastes it into the terminal', async () => {
    const command = await FIRST.copy(browser)
    await FIRST.focus(browser)
    await browser.type('# pasted: ')
    await browser.press('v', { control: true })
    await FIRST.shows(browser, `# pasted: ${command}`)
    await browser.press('c', { control: true })
  })

  story('sees an app of a container in the page', async () => {
    const token = await browser.page.evaluate(() => localStorage.getItem('blitz-token'))
    helper = new Reader(server.address, token ?? undefined)
    await startApp(helper)
    await browser.click('.port-chip-open')
    await seesApp(browser.frame('.preview-frame'))
  })

  story('lets that app speak WebSocket with its server', async () => {
    const frame = browser.frame('.preview-frame')
    await frame.evaluate(() => {
      const socket = new WebSocket(`ws://${location.host}/socket`)
      socket.addEventListener('message', ({ data }) => {
        document.title = data
      })
    })
    await until(async () => (await frame.evaluate(() => document.title)) === 'hello', 'a message')
  })

  story('opens the app in a tab of its own', async () => {
    await browser.click('.port-chip-tab')
    const tab = await browser.openedTab()
    await seesApp(tab)
    await tab.close()
  })

  story('finds the same shell after a reload', async () => {
    await browser.goto(`http://localhost:${line.port}/welcome/`)
    await FIRST.shows(browser, 'again-42')
  })

  story('finds words by the search', async () => {
    await browser.press('k', { control: true })
    const isOpen = () => document.activeElement?.matches('site-search input') === true
    await sees(browser, isOpen, 'the search')
    await browser.type('docker image ls')
    await sees(
      browser,
      () => document.querySelector('site-search .pagefind-ui__result-excerpt') !== null,
      'a result',
    )
    await browser.press('Escape')
  })

  story('reads in the dark', async () => {
    await browser.page.evaluate(() => {
      const select = document.querySelector<HTMLSelectElement>('starlight-theme-select select')
      if (!select) return
      select.value = 'dark'
      select.dispatchEvent(new Event('change', { bubbles: true }))
    })
    await sees(
      browser,
      () => getComputedStyle(document.body).backgroundColor === 'rgb(16, 22, 47)',
      'a dark page',
    )
  })

  story('selects commands without their prompts', async () => {
    await browser.goto(`http://localhost:${line.port}/docker-basics/`)
    const select = await browser.page.evaluate(() => {
      const prompt = document.querySelector('.terminal-prompt') as Element
      const { userSelect, webkitUserSelect } = getComputedStyle(prompt)
      return userSelect || webkitUserSelect
    })
    expect(select).toBe('none')
  })

  story('has a task checked', async () => {
    await browser.goto(`http://localhost:${line.port}/authors/`)
    await NOTE.run(browser)
    await browser.click('[data-task="authors/two-files"] .task-actions button')
    await sees(
      browser,
      () =>
        document.querySelector('[data-task="authors/two-files"] .task-status')?.textContent ===
        'There is no file named one.txt yet.',
      'the answer to a task',
    )
  })

  story('has its terminals where a proxy refuses WebSockets', async () => {
    await using proxy = await PlainProxy.open(server.address)
    await browser.goto(`${proxy.address}/welcome/`)
    await FIRST.run(browser)
    expect(await FIRST.words(browser)).toMatch(/^Finished/)
    expect(proxy.asked).toContain('POST /live')
  })

  story('sees a recording where there is no server', async () => {
    await using files = await serveFiles(await builtSite())
    await browser.goto(`${files.address}/docker-basics/`)
    const block = new BlockInPage('docker-basics/images')
    await browser.click(block.part('[data-action="run"]'))
    await block.state(browser, 'replayed')
    await block.shows(browser, 'REPOSITORY')
  })

  story('runs blocks where the browser lets the site keep nothing', async () => {
    await using strict = await kind.launch({ isStorageForbidden: true })
    await strict.goto(`http://localhost:${line.port}/welcome/`)
    await FIRST.run(strict)
    expect(await FIRST.words(strict)).toMatch(/^Finished/)
    const notices = () =>
      [...document.querySelectorAll('.sandbox-notice p')].map((one) => one.textContent)
    const wanted = STORAGE_SENTENCES.forbidden
    await until(async () => (await strict.page.evaluate(notices)).includes(wanted), 'the notice')
  })
})

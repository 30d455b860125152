import { type Browser, type Frame, launch, type Page } from 'puppeteer-core'
import { patient } from '../patience.ts'
import { until } from '../reader.ts'
import { type BrowserKind, type View, WINDOW } from './driven-browser.ts'
import { screenVariables } from './virtual-screen.ts'

const EXECUTABLE = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr'

/** Of `network.cookie.cookieBehavior`: no site keeps anything. */
const REJECT_ALL = 2

export const FIREFOX: BrowserKind = {
  name: 'Firefox',
  async launch({ isStorageForbidden = false } = {}) {
    const browser = await launch({
      browser: 'firefox',
      executablePath: EXECUTABLE,
      // Headless, it has neither a pointer that hovers nor overlay scroll bars.
      headless: false,
      env: { ...process.env, ...(await screenVariables()) },
      timeout: patient(120_000),
      protocolTimeout: patient(120_000),
      defaultViewport: WINDOW,
      extraPrefsFirefox: {
        // What a page copies and pastes needs no answer to a question of the browser.
        'dom.events.testing.asyncClipboard': true,
        ...(isStorageForbidden && { 'network.cookie.cookieBehavior': REJECT_ALL }),
      },
    })
    const [page = await browser.newPage()] = await browser.pages()
    return {
      version: (await browser.version()).replace(/^[^\d]*/, ''),
      page: view(page),
      goto: async (address) => void (await page.goto(address)),
      click: async (selector) => {
        const element = await page.waitForSelector(selector, {
          visible: true,
          timeout: patient(30_000),
        })
        await element?.scrollIntoView()
        await element?.click()
      },
      type: (text) => page.keyboard.type(text),
      async press(key, { control = false } = {}) {
        if (control) await page.keyboard.down('Control')
        await page.keyboard.press(key)
        if (control) await page.keyboard.up('Control')
      },
      resize: (width, height) => page.setViewport({ width, height }),
      frame: (selector) => ({
        evaluate: async (act, argument) => {
          const frame = await (await page.waitForSelector(selector))?.contentFrame()
          if (!frame) throw new Error(`${selector} is no frame.`)
          return view(frame).evaluate(act, argument)
        },
      }),
      async openedTab() {
        const tab = await secondTab(browser)
        return { ...view(tab), close: () => tab.close() }
      },
      picture: async () => Buffer.from(await page.screenshot()),
      [Symbol.asyncDispose]: () => browser.close(),
    }
  },
}

function view(at: Page | Frame): View {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: its types say of any argument that it is JSON.
    evaluate: (act, argument) => at.evaluate(act as any, argument) as Promise<any>,
  }
}

async function secondTab(browser: Browser): Promise<Page> {
  let tab: Page | undefined
  await until(async () => {
    tab = (await browser.pages())[1]
    return tab !== undefined
  }, 'a second tab')
  return tab as Page
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import {
  Builder,
  By,
  Capabilities,
  until as expected,
  Key,
  type WebDriver,
} from 'selenium-webdriver'
import { freePort } from '../free-port.ts'
import { patient } from '../patience.ts'
import { until } from '../reader.ts'
import { type BrowserKind, type View, WINDOW } from './driven-browser.ts'
import { screenVariables } from './virtual-screen.ts'

const DRIVER = process.env['WEBKIT_DRIVER'] ?? '/usr/bin/WebKitWebDriver'

/** Of MiniBrowser: sites keep nothing. */
const FORBIDDEN = ['--cookies-policy=never', '--enable-html5-local-storage=false']

/** Rows of pixels that the window has above the viewport. */
const TOOLBAR_HEIGHT = 38

const KEYS = { Enter: Key.ENTER, Escape: Key.ESCAPE, Tab: Key.TAB, c: 'c', k: 'k', v: 'v' } as const

export const WEBKIT: BrowserKind = {
  name: 'WebKit',
  async launch({ isStorageForbidden = false } = {}) {
    const port = await freePort()
    const env = { ...process.env, ...(await screenVariables()) }
    const process_ = spawn(DRIVER, [`--port=${port}`], { env, stdio: 'ignore' })
    const gone = once(process_, 'exit')
    const driver = await connect(port, isStorageForbidden ? FORBIDDEN : [])
    const handle = await driver.getWindowHandle()
    const page = view(driver, handle)
    const capabilities = await driver.getCapabilities()
    const browser = {
      version: String(capabilities.getBrowserVersion()),
      page,
      async goto(address: string) {
        await driver.switchTo().window(handle)
        await driver.get(address)
      },
      async click(selector: string) {
        await driver.switchTo().window(handle)
        const element = await driver.wait(
          expected.elementLocated(By.css(selector)),
          patient(30_000),
        )
        await driver.executeScript('arguments[0].scrollIntoView({ block: "center" })', element)
        await driver.wait(expected.elementIsVisible(element), patient(30_000))
        // By the pointer: what else is at that place may be meant to take the click.
        await driver.actions().move({ origin: element }).click().perform()
      },
      type: (text: string) => driver.actions().sendKeys(text).perform(),
      async press(key: keyof typeof KEYS, { control = false } = {}) {
        const actions = driver.actions()
        if (control) actions.keyDown(Key.CONTROL)
        actions.keyDown(KEYS[key]).keyUp(KEYS[key])
        if (control) actions.keyUp(Key.CONTROL)
        await actions.perform()
      },
      async resize(width: number, height: number) {
        await driver
          .manage()
          .window()
          .setRect({ width, height: height + TOOLBAR_HEIGHT })
      },
      frame: (selector: string) => view(driver, handle, selector),
      async openedTab() {
        let other: string | undefined
        await until(async () => {
          other = (await driver.getAllWindowHandles()).find((each) => each !== handle)
          return other !== undefined
        }, 'a second tab')
        const tab = other as string
        return {
          ...view(driver, tab),
          async close() {
            await driver.switchTo().window(tab)
            await driver.close()
            await driver.switchTo().window(handle)
          },
        }
      },
      picture: async () => Buffer.from(await driver.takeScreenshot(), 'base64'),
      async [Symbol.asyncDispose]() {
        await driver.quit().catch(() => {})
        process_.kill()
        await gone
      },
    }
    await browser.resize(WINDOW.width, WINDOW.height)
    return browser
  },
}

async function connect(port: number, args: readonly string[]): Promise<WebDriver> {
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: await miniBrowser(), args: ['--automation', ...args] },
  })
  let driver: WebDriver | undefined
  await until(async () => {
    const builder = new Builder().usingServer(`http://127.0.0.1:${port}`)
    // Refused until the driver listens.
    driver = await builder
      .withCapabilities(capabilities)
      .build()
      .catch(() => undefined)
    return driver !== undefined
  }, 'a session of WebKitWebDriver')
  return driver as WebDriver
}

/** Debian has it below the folder of the machine's architecture. */
async function miniBrowser(): Promise<string> {
  for (const architecture of await readdir('/usr/lib')) {
    if (!architecture.endsWith('-linux-gnu')) continue
    const folder = `/usr/lib/${architecture}/webkit2gtk-4.1`
    const files = await readdir(folder).catch(() => [] as string[])
    if (files.includes('MiniBrowser')) return `${folder}/MiniBrowser`
  }
  throw new Error('There is no MiniBrowser below /usr/lib: install libwebkit2gtk-4.1-0.')
}

function view(driver: WebDriver, handle: string, frame?: string): View {
  return {
    async evaluate(act, argument) {
      await driver.switchTo().window(handle)
      await driver.switchTo().defaultContent()
      if (frame !== undefined) {
        const located = expected.elementLocated(By.css(frame))
        await driver.switchTo().frame(await driver.wait(located, patient(30_000)))
      }
      const result = await driver.executeScript(`return (${act})(arguments[0])`, argument)
      if (frame !== undefined) await driver.switchTo().defaultContent()
      // biome-ignore lint/suspicious/noExplicitAny: whatever the function returns.
      return result as any
    },
  }
}

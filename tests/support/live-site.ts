import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { BrowserReader, launchBrowser } from './browser.ts'
import { type EngineUnderTest, engineUnderTest } from './engine.ts'
import { startServer, type TestServer, type TestServerOptions } from './server.ts'
import { builtSite } from './site.ts'

export interface LiveSite {
  readonly engine: EngineUnderTest
  readonly server: TestServer
  readonly browser: Browser
  /** A reader at a browser of their own, who has opened that page. */
  readerAt(path: string): Promise<BrowserReader>
}

/**
 * The site with sandboxes, and a browser, for the tests of the file that calls this.
 * @param launch what launches the browser, where it must be another than the smallest one.
 */
export function useLiveSite(
  options: Omit<TestServerOptions, 'driver' | 'pages'> = {},
  launch: () => Promise<Browser> = launchBrowser,
): LiveSite {
  let engine: EngineUnderTest
  let server: TestServer
  let browser: Browser

  beforeAll(async () => {
    engine = await engineUnderTest()
    const pages = await builtSite()
    server = await startServer({ driver: engine.driver, pages, live: { warm: 1 }, ...options })
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await server?.[Symbol.asyncDispose]()
    await engine?.[Symbol.asyncDispose]()
  })

  return {
    get engine() {
      return engine
    },
    get server() {
      return server
    },
    get browser() {
      return browser
    },
    async readerAt(path) {
      const reader = await BrowserReader.open(browser)
      await reader.page.goto(server.address + path)
      return reader
    },
  }
}

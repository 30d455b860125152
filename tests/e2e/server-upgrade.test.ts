import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { addressOf, killServer, TestHost } from '../support/npm-start.ts'
import { until } from '../support/reader.ts'

let browser: Browser
let host: TestHost

beforeAll(async () => {
  browser = await launchBrowser()
  host = await TestHost.open()
})

afterAll(async () => {
  await browser?.close()
  await host?.[Symbol.asyncDispose]()
})

describe('a page whose server is killed', () => {
  it('says that its shell keeps running, and simply goes on', async () => {
    const settings = {
      PORT: String(await freePort()),
      WARM_SANDBOXES_MAXIMUM: '0',
      WARM_SANDBOXES: '0',
    }
    const killed = host.start(settings)
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${await addressOf(killed)}/welcome/`)
    const block = reader.block('welcome/first')
    await block.run()
    const before = await block.screen()
    await killServer(killed)
    const words = 'Connection lost. Reconnecting; your shell keeps running.'
    await until(async () => (await block.words()).includes(words), 'the words')
    if (process.env['SHOT']) await block.element.screenshot({ path: process.env['SHOT'] })
    await addressOf(host.start(settings))
    await until(async () => !(await block.words()).includes(words), 'the end of the words')
    expect(await block.screen()).toBe(before)
    await block.type('echo "again $((6 * 7))"\n')
    await block.shows('\nagain 42')
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

let engine: EngineUnderTest
let server: TestServer
let browser: Browser

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({ driver: engine.driver, pages: await builtSite(), live: { warm: 1 } })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

describe('the picture of the layers', () => {
  it('is filled by the build of the reader', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/authors/`)
    const picture = reader.page.locator('layer-picture')
    const caption = picture.locator('figcaption')
    expect(await caption.innerText()).toBe(
      'Recorded build of small:latest: 2 layers, 2.02 MB. The newest is on top.',
    )
    await reader.block('authors/build').run()
    await until(async () => (await caption.innerText()).startsWith('Your own build'), 'own layers')
    const kinds = await picture
      .locator('li')
      .evaluateAll((rows) => rows.map((row) => `${row.dataset['kind']} ${row.textContent}`))
    expect(kinds.slice(0, 2)).toEqual([
      'none CMD ["cat" "/hello.txt"]no layer',
      'own RUN echo hello > /hello.txt6 B, a layer of its own',
    ])
    expect(kinds.slice(2).every((row) => row.startsWith('base '))).toBe(true)
    await reader.expectAccessible()
    expect(reader.errors).toEqual([])
  })
})

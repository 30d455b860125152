import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserReader, type ContextOptions, launchBrowser } from '../support/browser.ts'
import { until } from '../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startServer({ driver: noSandboxes, pages: await builtSite(), pagesOnly: true })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

async function atATerm(options?: ContextOptions) {
  const reader = await BrowserReader.open(browser, options)
  await reader.page.goto(`${server.address}/docker-basics/`)
  const term = reader.page.locator('a.term[href="/glossary/#container"]')
  await term.scrollIntoViewIfNeeded()
  return { reader, term, card: reader.page.getByRole('tooltip') }
}

describe('a term of the glossary', () => {
  it('opens its card under the pointer, which may go onto the card, and Escape closes it', async () => {
    const { reader, term, card } = await atATerm()
    await using _ = reader
    await term.hover()
    await card.waitFor()
    expect(await card.innerText()).toMatch(/^One or more processes/)
    await reader.expectAccessible()
    await card.hover()
    expect(await card.isVisible()).toBe(true)
    await reader.page.keyboard.press('Escape')
    await card.waitFor({ state: 'hidden' })
    await term.hover()
    await card.waitFor()
    await reader.page.mouse.move(0, 0)
    await card.waitFor({ state: 'hidden' })
    expect(reader.errors).toEqual([])
  })

  it('opens its card with the focus of the keyboard, and is described by it', async () => {
    const { reader, term, card } = await atATerm()
    await using _ = reader
    await reader.page.keyboard.press('Tab')
    await term.focus()
    await card.waitFor()
    expect(await term.getAttribute('aria-describedby')).toBe(await card.getAttribute('id'))
    await reader.page.keyboard.press('Enter')
    await reader.page.waitForURL(/\/glossary\/#container$/)
  })

  it('opens its card at the first tap, and leads to the glossary at the second', async () => {
    const { reader, term, card } = await atATerm({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    })
    await using _ = reader
    // As in iOS before 18.2, where a click does not say that it was a finger.
    await reader.page.evaluate(() => {
      addEventListener(
        'click',
        (event) => Object.defineProperty(event, 'pointerType', { value: undefined }),
        { capture: true },
      )
    })
    await term.tap()
    await card.waitFor()
    const box = await card.boundingBox()
    expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true)
    await term.tap()
    await reader.page.waitForURL(/\/glossary\/#container$/)
  })

  it('is a link to the glossary with no JavaScript', async () => {
    const { reader, term } = await atATerm({ javaScriptEnabled: false })
    await using _ = reader
    await term.click()
    await reader.page.waitForURL(/\/glossary\/#container$/)
    await until(() => reader.page.locator('#container').isVisible(), 'the term')
  })
})

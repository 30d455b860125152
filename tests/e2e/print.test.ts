import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
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

describe('on paper', () => {
  it('a chapter is its text and what was recorded, wrapped, and the addresses of its links', async () => {
    await using reader = await BrowserReader.open(browser, { colorScheme: 'dark' })
    const { page } = reader
    await page.goto(`${server.address}/authors/`)
    await page.emulateMedia({ media: 'print' })
    const block = reader.block('authors/version').element
    expect(await block.locator('.terminal-recorded').isVisible()).toBe(true)
    expect(await page.locator('main button:visible').count()).toBe(0)
    const { background, wrap } = await block.evaluate((element) => ({
      background: getComputedStyle(element).backgroundColor,
      wrap: getComputedStyle(element.querySelector('pre') as Element).whiteSpace,
    }))
    expect({ background, wrap }).toEqual({ background: 'rgb(255, 255, 255)', wrap: 'pre-wrap' })

    await page.goto(`${server.address}/welcome/`)
    const after = await page
      .locator('main a[href^="https://jaketae"]')
      .first()
      .evaluate((link) => getComputedStyle(link, '::after').content)
    expect(after).toContain('https://jaketae.github.io/')
  })

  it('has the whole course on one page, in its order, which no search engine lists', async () => {
    await using reader = await BrowserReader.open(browser)
    const { page } = reader
    await page.goto(server.address)
    await page.getByRole('link', { name: 'The whole course on one page' }).click()
    await page.waitForURL(/\/print\/$/)
    const titles = await page.locator('.whole-chapter > h1').allInnerTexts()
    expect(titles[0]).toBe('1. Welcome')
    const reference = ['On your own machine', 'Cheat sheet', 'Glossary']
    expect(titles.slice(-reference.length)).toEqual(reference)
    const numbered = titles.slice(0, -reference.length)
    expect(numbered.map((title) => Number.parseInt(title, 10))).toEqual(
      numbered.map((_, index) => index + 1),
    )
    const contents = page.getByRole('navigation', { name: 'Contents' })
    expect(await contents.getByRole('link').allInnerTexts()).toEqual(titles)
    await contents.getByRole('link', { name: 'Glossary' }).click()
    expect(await page.locator(':target').innerText()).toBe('Glossary')
    expect(await page.locator('meta[name=robots]').getAttribute('content')).toBe('noindex')
    expect((await page.pdf()).length).toBeGreaterThan(10_000)
    await reader.expectAccessible()
    expect(reader.errors).toEqual([])
  })
})

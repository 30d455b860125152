import { describe, expect, it } from 'vitest'
import { BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

describe('the progress of a reader', () => {
  it('is shown in the sidebar and on the landing page, until the reader clears it', async () => {
    await using reader = await BrowserReader.open(site.browser)
    const { page } = reader
    await page.goto(site.server.address)
    expect(await page.locator('course-progress').innerText()).toMatch(/^\d+ chapters, about/)
    await page.goto(`${site.server.address}/welcome/`)
    const link = page.locator('.sidebar-content').getByRole('link', { name: /^1\. Welcome/ })
    expect(await link.innerText()).toBe('1. Welcome')

    await reader.block('welcome/first').run()
    await until(async () => (await link.getAttribute('data-progress')) === 'begun', 'a mark')
    expect(await link.textContent()).toMatch(/1\. Welcome *, begun/)

    await page.goto(site.server.address)
    await reader.expectAccessible()
    await page.getByRole('link', { name: 'Continue where you left off: chapter 1' }).click()
    await page.waitForURL(/welcome/)

    await page.goto(site.server.address)
    const clear = page.locator('course-progress').getByRole('button', { name: 'Clear my progress' })
    await clear.click()
    await page.getByRole('button', { name: 'Keep my progress' }).click()
    expect(await page.locator('a[data-progress]').count()).toBe(1)
    await clear.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Clear my progress' }).click()
    await until(async () => (await page.locator('a[data-progress]').count()) === 0, 'no mark')
    expect(await page.locator('course-progress').innerText()).toMatch(/^\d+ chapters, about/)
    expect(reader.errors).toEqual([])
  })

  it('counts what Run typed and came out well, not what the reader tried', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = reader.block('welcome/read-note')
    await block.run()
    expect(await block.words()).toMatch(/^Failed/)
    await block.type('true\n')
    await until(async () => /^Finished/.test(await block.words()), 'the end of what was typed')
    expect(await reader.page.locator('a[data-progress]').count()).toBe(0)
  })

  it('finishes a chapter with its last block', async () => {
    await using reader = await site.readerAt('/welcome/')
    const link = reader.page.locator('.sidebar-content a[data-units][href="/welcome/"]')
    const units = (await link.getAttribute('data-units'))?.split(' ') ?? []
    const [last, ...others] = units.map((unit) => `welcome/${unit}`)
    await reader.page.evaluate((finished) => {
      localStorage.setItem('blitz-progress-1', JSON.stringify({ finished, at: 'welcome' }))
    }, others)
    await reader.page.reload()
    expect(await link.getAttribute('data-progress')).toBe('begun')
    await reader.block(last as string).run()
    await until(async () => (await link.getAttribute('data-progress')) === 'finished', 'a tick')
  })

  it('moves nothing on the page when its marks come', async () => {
    await using reader = await BrowserReader.open(site.browser)
    const kept = JSON.stringify({ finished: ['welcome/first'], at: 'welcome' })
    await reader.page.addInitScript((text) => {
      localStorage.setItem('blitz-progress-1', text)
      Object.assign(window, { shifts: 0 })
      new PerformanceObserver((list) => {
        Object.assign(window, { shifts: list.getEntries().length })
      }).observe({ type: 'layout-shift', buffered: true })
    }, kept)
    const paths = ['/', '/docker-basics/']
    const open = async (path: string) => {
      await reader.page.goto(site.server.address + path)
      await reader.page.waitForLoadState('networkidle')
      await reader.page.locator('a[data-progress]').first().waitFor()
    }
    // The first time, a font may come after the text.
    for (const path of paths) await open(path)
    for (const path of paths) {
      await open(path)
      expect(await reader.page.evaluate('shifts'), path).toBe(0)
    }
  })
})

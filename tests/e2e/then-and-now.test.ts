import { describe, expect, it } from 'vitest'
import { BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

describe('what a block shows elsewhere', () => {
  it('takes the place of the recorded output, and of the living terminal', async () => {
    await using reader = await site.readerAt('/authors/')
    const block = reader.block('authors/version')
    const old = block.element.getByText('Server 19.03.8')
    const new29 = block.element.getByText('Server 29.0.0')
    const then = block.element.getByRole('button', { name: '2020' })
    const here = block.element.getByRole('button', { name: 'Here' })
    const newer = block.element.getByRole('button', { name: 'Docker 29' })
    expect(await old.isVisible()).toBe(false)
    expect(await new29.isVisible()).toBe(false)
    await then.click()
    expect(await old.isVisible()).toBe(true)
    expect(await block.element.locator('.terminal-recorded').isVisible()).toBe(false)
    expect(await then.getAttribute('aria-pressed')).toBe('true')
    await newer.press('Enter')
    expect(await old.isVisible()).toBe(false)
    expect(await new29.isVisible()).toBe(true)
    expect(await newer.getAttribute('aria-pressed')).toBe('true')
    expect(await then.getAttribute('aria-pressed')).toBe('false')
    await reader.expectAccessible()

    // Run brings back the sandbox by itself.
    await block.run()
    expect(await new29.isVisible()).toBe(false)
    await block.shows(/Server \d+\./)

    await newer.press('Enter')
    expect(await block.element.locator('.xterm').isVisible()).toBe(false)
    await here.press('Enter')
    await block.type('echo still $((6 * 7))\n')
    await block.shows('still 42')
    await until(async () => (await here.getAttribute('aria-pressed')) === 'true', 'here')
    expect(reader.errors).toEqual([])
  })

  it('says of a newer Docker that it was not recorded, and where it was read', async () => {
    await using reader = await site.readerAt('/authors/')
    const block = reader.block('authors/version').element
    await block.getByRole('button', { name: 'Docker 29' }).click()
    const words = block.getByText('Docker 29.0. Not recorded here, but written from')
    expect(await words.isVisible()).toBe(true)
    expect(await words.getByRole('link').getAttribute('href')).toBe(
      'https://docs.docker.com/engine/release-notes/29/',
    )
  })

  it('fits a phone of 320 px', async () => {
    await using reader = await BrowserReader.open(site.browser, {
      viewport: { width: 320, height: 640 },
    })
    await reader.page.goto(`${site.server.address}/authors/`)
    const block = reader.block('authors/version').element
    for (const name of ['2020', 'Here', 'Docker 29']) {
      await block.getByRole('button', { name, exact: true }).click()
      const { right, width } = await block.evaluate((element) => ({
        right: element.querySelector('then-switch')?.getBoundingClientRect().right ?? Infinity,
        width: document.documentElement.scrollWidth,
      }))
      expect(right).toBeLessThanOrEqual(320)
      expect(width).toBe(320)
    }
  })

  it('opens below the block with no JavaScript', async () => {
    await using reader = await BrowserReader.open(site.browser, { javaScriptEnabled: false })
    await reader.page.goto(`${site.server.address}/authors/`)
    const block = reader.block('authors/version').element
    expect(await block.getByRole('button').count()).toBe(0)
    await block.getByText('What it printed in 2020').click()
    await block.getByText('What Docker 29 shows').click()
    expect(await block.getByText('Server 19.03.8').isVisible()).toBe(true)
    expect(await block.getByText('Server 29.0.0').isVisible()).toBe(true)
    expect(await block.locator('.terminal-recorded').isVisible()).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

describe('what a block printed in 2020', () => {
  it('takes the place of the recorded output, and of the living terminal', async () => {
    await using reader = await site.readerAt('/authors/')
    const block = reader.block('authors/version')
    const old = block.element.getByText('Server 19.03.8')
    const then = block.element.getByRole('button', { name: '2020' })
    const today = block.element.getByRole('button', { name: 'Today' })
    expect(await old.isVisible()).toBe(false)
    await then.click()
    expect(await old.isVisible()).toBe(true)
    expect(await block.element.locator('.terminal-recorded').isVisible()).toBe(false)
    expect(await then.getAttribute('aria-pressed')).toBe('true')
    await reader.expectAccessible()

    // Run brings back today by itself.
    await block.run()
    expect(await old.isVisible()).toBe(false)
    await block.shows('Server 26')

    await then.press('Enter')
    expect(await block.element.locator('.xterm').isVisible()).toBe(false)
    await today.press('Enter')
    await block.shows('Server 26')
    await block.type('echo still $((6 * 7))\n')
    await block.shows('still 42')
    await until(async () => (await today.getAttribute('aria-pressed')) === 'true', 'today')
    expect(reader.errors).toEqual([])
  })

  it('opens below the block with no JavaScript', async () => {
    await using reader = await BrowserReader.open(site.browser, { javaScriptEnabled: false })
    await reader.page.goto(`${site.server.address}/authors/`)
    const block = reader.block('authors/version').element
    expect(await block.getByRole('button').count()).toBe(0)
    await block.getByText('What it printed in 2020').click()
    expect(await block.getByText('Server 19.03.8').isVisible()).toBe(true)
    expect(await block.locator('.terminal-recorded').isVisible()).toBe(true)
  })
})

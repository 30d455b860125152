import { describe, expect, it } from 'vitest'
import { BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

describe('the head of the page', () => {
  it('says that there is no sandbox yet, and loads nothing for that', async () => {
    await using reader = await site.readerAt('/welcome/')
    await reader.page.waitForLoadState('networkidle')
    expect(await reader.sandboxStatus.innerText()).toMatch(/No sandbox yet$/)
    expect(reader.scripts.join()).not.toMatch(/page-client|sandbox-card/)
    const card = await reader.openSandboxCard()
    expect(await card.innerText()).toMatch(/^There is none yet\. The first Run starts one/)
    await reader.expectAccessible()
  })

  it.each(['light', 'dark'] as const)(
    'says the time left, the memory and the disk of a sandbox, in the %s, on every page',
    async (colorScheme) => {
      await using reader = await BrowserReader.open(site.browser, { colorScheme })
      await reader.page.goto(`${site.server.address}/welcome/`)
      await reader.block('welcome/first').run()
      const says = (words: RegExp) =>
        until(async () => words.test(await reader.sandboxStatus.innerText()), `${words}`)
      await says(/10 min left$/)
      const card = await reader.openSandboxCard()
      for (const name of ['Memory', 'Disk']) {
        const meter = card.getByRole('meter', { name })
        await meter.waitFor()
        expect(await meter.getAttribute('aria-valuetext')).toMatch(
          /^[\d.]+ [MG]iB of [\d.]+ [MG]iB$/,
        )
      }
      const used = await card.getByRole('meter', { name: 'Memory' }).getAttribute('aria-valuenow')
      expect(Number(used)).toBeGreaterThan(1024 * 1024)
      expect(await card.getByRole('button', { name: 'Extend' }).isDisabled()).toBe(true)
      await reader.expectAccessible()
      // Without a Run, because the reader has had a sandbox.
      await reader.page.goto(`${site.server.address}/glossary/`)
      await says(/10 min left$/)
      expect(reader.errors).toEqual([])
    },
  )

  it('can be used by keyboard alone, and on a phone', async () => {
    await using reader = await BrowserReader.open(site.browser, {
      viewport: { width: 390, height: 844 },
    })
    await reader.page.goto(`${site.server.address}/welcome/`)
    await reader.block('welcome/first').run()
    await reader.sandboxStatus.focus()
    await reader.page.keyboard.press('Enter')
    // Not by the helper, which would press what is still loading the card a second time.
    const card = reader.page.getByRole('dialog', { name: 'Your sandbox', exact: true })
    await card.waitFor()
    await reader.page.keyboard.press('Tab')
    await until(
      () => card.evaluate((element) => element.contains(document.activeElement)),
      'the focus in the card',
    )
    const box = await card.boundingBox()
    expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true)
    await reader.expectAccessible()
    await reader.page.keyboard.press('Escape')
    await card.waitFor({ state: 'hidden' })
    expect(reader.errors).toEqual([])
  })
})

import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { STORAGE_SENTENCES } from '../../src/storage-notice/storage-notice.ts'
import { BrowserReader, openProfile } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

/** Of what the browser does not keep; there may be others. */
function notices(reader: BrowserReader): Locator {
  return reader.page.locator('.sandbox-notice').filter({ hasText: /^Your browser / })
}

/** As in a frame of another site whose storage the browser blocks: each access throws. */
function throwAtEachAccess(): void {
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(window, name, {
      configurable: true,
      get: () => {
        throw new DOMException('Access is denied for this document.', 'SecurityError')
      },
    })
  }
}

/** As in an Android WebView whose host left it off. */
function haveNone(): void {
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(window, name, { configurable: true, get: () => null })
  }
}

/** Leaves no room, not for a single byte. */
function fill(): void {
  for (const storage of [localStorage, sessionStorage]) {
    for (let length = 2 ** 23; length >= 1; length /= 2) {
      let key = 'x'
      while (storage.getItem(key) !== null) key += 'x'
      const before = storage.length
      try {
        storage.setItem(key, 'x'.repeat(length))
      } catch {}
      if (storage.length > before) length *= 2
    }
  }
}

async function withScript(script: () => void): Promise<BrowserReader> {
  const reader = await BrowserReader.open(site.browser)
  await reader.page.addInitScript(script)
  return reader
}

/** Chromium's "Don't allow sites to save data on your device". */
const BLOCKED = { profile: { default_content_setting_values: { cookies: 2 } } }

describe('a reader whose browser lets the site save nothing', () => {
  it.each([
    ['storage throws', () => withScript(throwAtEachAccess)],
    ['there is no storage', () => withScript(haveNone)],
    ['all site data is blocked', () => openProfile(BLOCKED)],
  ])(
    'runs blocks in one sandbox, and is told once what is forgotten, where %s',
    async (_, open) => {
      await using reader = await open()
      const { page } = reader
      await page.goto(`${site.server.address}/welcome/`)
      for (const block of await reader.blocks()) await block.button('run').waitFor()
      expect(await notices(reader).count()).toBe(0)

      await reader.block('welcome/first').run()
      const notice = notices(reader).filter({ hasText: STORAGE_SENTENCES.forbidden })
      await notice.waitFor()
      await reader.expectAccessible()
      await notice.getByRole('button', { name: 'Dismiss' }).click()
      await reader.block('welcome/note').run()
      await reader.block('welcome/read-note').run()
      // The note of one block is there in the next: it was one sandbox.
      expect(await reader.block('welcome/read-note').words()).toMatch(/^Finished/)
      await page.locator('a[data-units][href="/welcome/"][data-progress="begun"]').waitFor()
      expect(await notices(reader).count()).toBe(0)

      const theme = page.getByRole('combobox', { name: 'Select theme' }).first()
      for (const wanted of ['dark', 'light']) {
        await theme.selectOption(wanted)
        expect(await page.locator('html').getAttribute('data-theme')).toBe(wanted)
      }
      expect(reader.errors).toEqual([])
    },
  )
})

describe('a reader whose browser has no room', () => {
  it('goes on, is told, and finds every Run button and the theme switch after a reload', async () => {
    await using reader = await site.readerAt('/welcome/')
    const { page } = reader
    await page.evaluate(fill)
    await reader.block('welcome/note').run()
    await notices(reader).filter({ hasText: STORAGE_SENTENCES.full }).waitFor()
    await reader.block('welcome/read-note').run()
    expect(await reader.block('welcome/read-note').words()).toMatch(/^Finished/)

    await page.reload()
    for (const block of await reader.blocks()) await block.button('run').waitFor()
    const theme = page.getByRole('combobox', { name: 'Select theme' }).first()
    for (const wanted of ['dark', 'light']) {
      await theme.selectOption(wanted)
      expect(await page.locator('html').getAttribute('data-theme')).toBe(wanted)
    }
    expect(reader.errors).toEqual([])
  })
})

describe('a reader whose site data is cleared while the page is open', () => {
  it('keeps sandbox and progress, over a new connection, too', async () => {
    await using reader = await BrowserReader.open(site.browser)
    const { page } = reader
    const ends: (() => Promise<void>)[] = []
    await page.routeWebSocket(/\/live$/, (socket) => {
      socket.connectToServer()
      ends.push(() => socket.close({ code: 4000 }))
    })
    await page.goto(`${site.server.address}/welcome/`)
    await reader.block('welcome/note').run()
    await page.evaluate(() => {
      localStorage.clear()
      sessionStorage.clear()
    })
    await ends[0]?.()
    await until(() => ends.length === 2, 'a new connection')
    await reader.block('welcome/read-note').run()
    expect(await reader.block('welcome/read-note').words()).toMatch(/^Finished/)
    // The browser keeps it again: what ran before, too.
    await page.reload()
    await page.locator('a[data-units][href="/welcome/"][data-progress="begun"]').waitFor()
    await reader.block('welcome/read-note').shows('note')
    expect(await notices(reader).count()).toBe(0)
    expect(reader.errors).toEqual([])
  })
})

describe("a reader whose clock is hours off the server's", () => {
  it.each([5, -5])('keeps what the sandbox is known by, where it is %i hours', async (hours) => {
    await using reader = await BrowserReader.open(site.browser)
    const { page } = reader
    const inText = page.locator('p code [data-value="authors/visitor"]')
    await page.goto(`${site.server.address}/authors/`)
    await reader.block('authors/stays').button('run').click()
    await reader.block('authors/stays').shows('/ #')
    await reader.block('authors/seen').run()
    await page.locator('p code [data-value="authors/visitor"][data-own]').waitFor()
    const own = await inText.textContent()

    await page.clock.setSystemTime(Date.now() + hours * 3_600_000)
    await page.reload()
    // Its shells are found again, and with the connection all that is known of the sandbox.
    await until(async () => (await inText.textContent()) === own, 'the own value')
    await reader.block('authors/stop').run()
    expect(await reader.block('authors/stop').words()).toMatch(/^Finished/)
    expect(reader.errors).toEqual([])
  })
})

import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureSite } from '../../tools/site.ts'
import { english } from '../../words/english.ts'
import { german } from '../../words/german.ts'
import type { Key } from '../../words/words.ts'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'

/** In German, without Docker, and with a word of its own for a button. */
const COURSE = join(import.meta.dirname, '../german-course')

let browser: Browser
let server: TestServer

beforeAll(async () => {
  const { directory: pages } = await ensureSite(() => {}, {
    courses: [COURSE],
    // Built again where something has changed.
    directory: join(import.meta.dirname, '../../node_modules/.cache/german-course'),
  })
  server = await startServer({ driver: noSandboxes, pages })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

/** Texts that only the English interface has, each a sentence or a label of its own. */
const ENGLISH_ALONE: ReadonlySet<string> = new Set<string>(
  (Object.keys(english) as Key[])
    .filter((key) => !key.startsWith('language.'))
    .filter((key) => JSON.stringify(english[key]) !== JSON.stringify(german[key]))
    .flatMap((key) => {
      const text = english[key]
      return typeof text === 'string' ? [text] : []
    }),
)

/** All that the page says: its texts, what a screen reader says of its parts, and hints. */
async function said(reader: BrowserReader): Promise<string[]> {
  return reader.page.evaluate(() => {
    const words: string[] = []
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (nodes.nextNode()) {
      if (nodes.currentNode.parentElement?.closest('script, style, template')) continue
      words.push(nodes.currentNode.textContent?.trim() ?? '')
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) {
        words.push(element.getAttribute(name) ?? '')
      }
    }
    return words.filter((word) => word !== '')
  })
}

async function expectGerman(reader: BrowserReader): Promise<void> {
  const words = await said(reader)
  expect(words.filter((word) => ENGLISH_ALONE.has(word))).toEqual([])
  await reader.expectAccessible()
}

describe('a course in German', () => {
  it('has a German landing page, and says so to the browser', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(server.address)
    await expectGerman(reader)
    const words = await said(reader)
    expect(words).toContain(german['sandbox.none-yet-without-engine'])
    expect(words).toContain('1 Kapitel, insgesamt etwa 5 Minuten.')
    expect(words).toContain('Zum Inhalt springen')
    expect(await reader.page.locator('html').getAttribute('lang')).toBe('de')
    expect(reader.errors).toEqual([])
  })

  it('has a German chapter, also in what comes with Run and with a terminal', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/dateien/`)
    await expectGerman(reader)
    const block = reader.block('dateien/anlegen')
    await block.button('run').click()
    await block.state('gone')
    await reader.page.getByRole('button', { name: 'Prüfen' }).click()
    // The block on which the task builds has not run.
    await reader.page.locator('.needs-panel').waitFor()
    await reader.page.keyboard.press('Control+Backquote')
    await reader.page.locator('.terminal-dock[data-state=gone]').waitFor()
    await expectGerman(reader)
    await reader.page.locator('.terminal-dock').getByRole('button', { name: 'Tasten' }).click()
    await expectGerman(reader)
    const words = await said(reader)
    expect(words).toContain(german['catch-up.go'])
    // There is no hub, and nothing in the course that would need one.
    expect(await reader.page.locator('.sandbox-notice').count()).toBe(0)
    expect(words).toContain(german['keys.leave'])
    // The course words this one itself.
    expect(words).toContain('Abschreiben')
    expect(reader.errors).toEqual([])
  })

  it('has a German search, and a German page for what is not there', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/nirgends/`)
    expect(await said(reader)).toContain(
      'Diese Seite gibt es nicht. Prüfen Sie die Adresse, oder benutzen Sie die Suche.',
    )
    await reader.page.getByRole('button', { name: 'Suchen' }).click()
    await reader.page.getByPlaceholder('Suchen').fill('Dateien')
    await reader.page.getByText(/^\d Ergebnisse für Dateien$/).waitFor()
    const words = await said(reader)
    expect(words).toContain('Löschen')
    expect(words.filter((word) => ENGLISH_ALONE.has(word))).toEqual([])
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserReader, type ContextOptions, launchBrowser } from '../support/browser.ts'
import { until } from '../support/reader.ts'
import { builtSite } from '../support/site.ts'
import { type StaticSite, serveFiles } from '../support/static-site.ts'

let browser: Browser
let site: StaticSite

beforeAll(async () => {
  site = await serveFiles(await builtSite())
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

async function readerAt(path: string, options?: ContextOptions): Promise<BrowserReader> {
  const reader = await BrowserReader.open(browser, options)
  await reader.page.goto(site.address + path)
  return reader
}

describe('a value that the reader chooses', () => {
  it('stands at once in the text and, quoted, in the commands, and is kept', async () => {
    await using reader = await readerAt('/authors-parts/')
    const { page } = reader
    const input = page.getByLabel('Your first name')
    const command = reader.block('authors-parts/greeting').element.locator('kbd')
    const typed = () =>
      reader.block('authors-parts/greeting').element.evaluate((block) => block.dataset['commands'])
    await input.fill("O'Brien $HOME")
    expect(await command.textContent()).toBe(String.raw`echo Hello, 'O'\''Brien $HOME'`)
    expect(JSON.parse((await typed()) ?? '')).toEqual([await command.textContent()])
    await page.getByText("Hello, O'Brien $HOME. The next block").waitFor()
    await page.reload()
    expect(await input.inputValue()).toBe("O'Brien $HOME")
    expect(await command.textContent()).toContain('O')
    await input.fill('x'.repeat(10))
    await input.fill('')
    expect(await command.textContent()).toBe('echo Hello, Ada')
    expect(await page.locator('.variable-words').textContent()).toBe('Leave it empty for Ada.')
    expect(reader.errors).toEqual([])
  })
})

describe('passages for several systems', () => {
  const shown = (reader: BrowserReader) =>
    reader.page
      .locator('by-system > section')
      .evaluateAll((sections) =>
        sections.filter((one) => one.checkVisibility()).map((one) => one.dataset['system']),
      )

  it('show one, which the reader chooses by pointer or key, for all pages', async () => {
    await using reader = await readerAt('/authors-parts/')
    const { page } = reader
    expect(await shown(reader)).toEqual(['linux'])
    await page.getByRole('tab', { name: 'Linux' }).focus()
    await page.keyboard.press('ArrowLeft')
    expect(await shown(reader)).toEqual(['windows'])
    await page.getByRole('tab', { name: 'macOS' }).click()
    await page.goto(`${site.address}/on-your-own-machine/`)
    expect(await shown(reader)).toEqual(['macos'])
    await page.goto(`${site.address}/on-your-own-machine/#who-may-use-it`)
    // The same page: the browser tells it of the new address after it has gone there.
    await until(async () => (await shown(reader)).join() === 'linux', 'the passage of the address')
    expect(reader.errors).toEqual([])
  })

  it('show the system that the browser names', async () => {
    await using reader = await readerAt('/404.html')
    await reader.page.addInitScript(() => {
      Object.defineProperty(navigator, 'userAgentData', { value: { platform: 'Windows' } })
    })
    await reader.page.goto(`${site.address}/authors-parts/`)
    expect(await shown(reader)).toEqual(['windows'])
  })
})

describe('a question', () => {
  it('says what is right and why, and remembers the answer', async () => {
    await using reader = await readerAt('/authors-parts/')
    const quiz = reader.page.locator('lesson-quiz')
    const status = quiz.getByRole('status')
    await quiz.getByRole('button').click()
    expect(await status.textContent()).toBe('Choose an answer first.')
    await quiz.getByLabel('One', { exact: true }).check()
    await quiz.getByRole('button').click()
    expect(await status.innerText()).toMatch(/^Not yet\.\s+Every run makes a new container\.$/)
    await reader.page.keyboard.press('Shift+Tab')
    await reader.page.keyboard.press('ArrowDown')
    await quiz.getByRole('button').press('Enter')
    expect(await status.innerText()).toMatch(/^Right\./)
    await reader.page.reload()
    expect(await quiz.getByLabel('Two').isChecked()).toBe(true)
    expect(await status.innerText()).toMatch(/^Right\./)
    await reader.expectAccessible()
    expect(reader.errors).toEqual([])
  })
})

describe('with no JavaScript', () => {
  it('all of it is read: values, every system, and answers to open', async () => {
    await using reader = await readerAt('/authors-parts/', { javaScriptEnabled: false })
    const { page } = reader
    expect(await page.locator('chapter-variable').innerText()).toMatch(/^Your first name\s+Ada$/)
    expect(await page.locator('by-system').innerText()).toMatch(
      /^Linux\s[\s\S]*macOS\s[\s\S]*Windows\s/,
    )
    await page.locator('lesson-quiz summary').click()
    expect(await page.locator('lesson-quiz details').innerText()).toContain('Right: Two')
    expect(await page.locator('lesson-picture').first().innerText()).toContain('running')
    expect(await page.locator('main').getByRole('tab').count()).toBe(0)
  })
})

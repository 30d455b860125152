import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { joinWorkshop } from '../support/board.ts'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { Reader, until } from '../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

const PLAN = {
  title: 'Docker <in> spring',
  code: 'BLUEBIRD',
  seats: 20,
  prepare: 15,
  course: '',
  groups: [],
  thumbnails: 'asked' as const,
  records: 'commands' as const,
  presence: false,
  certificate: false,
  'keep-days': 30,
}

const BLOCKS = ['docker-basics/run', 'docker-basics/list', 'docker-basics/stop'] as const

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startServer({ driver: noSandboxes, pages: await builtSite() })
  server.workshops.plan('spring', PLAN)
  server.workshops.plan('autumn', { ...PLAN, title: 'Autumn', code: 'REDBIRD' })
  for (let number = 1; number <= 8; number++) await work(number)
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

/** A reader who comes as far as the number says, and fails now and then. */
async function work(number: number): Promise<void> {
  const token = await joinWorkshop(server.address, { code: 'BLUEBIRD', name: `Reader ${number}` })
  using reader = new Reader(server.address, token)
  await reader.client.reach()
  for (const block of BLOCKS.slice(0, 1 + (number % 3))) {
    const position = { chapter: 'docker-basics', block }
    reader.client.tellWorkshop({ act: 'at', position, isSeen: true })
    const state = number % 4 === 0 ? 'failed' : 'done'
    reader.client.tellWorkshop({ act: 'ran', block, state, status: 1, command: '<b>dokcer</b> ps' })
  }
  reader.client.tellWorkshop({ act: 'hand', words: 'Which port?' })
  const seats = () => [...server.workshops.named('spring').seats]
  await until(() => seats().at(-1)?.shown.hand !== null, 'the hand of the reader')
}

async function openReport(query = '?workshop=spring', phone = false) {
  const reader = await BrowserReader.open(browser, {
    colorScheme: 'dark',
    ...(phone && { viewport: { width: 360, height: 740 } }),
  })
  await reader.page.goto(`${server.address}/report/${query}#${server.hostToken}`)
  return reader
}

/** Whether the page is wider than its window. */
function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
}

describe('the report after a workshop', () => {
  it('shows a host how far readers came, what failed and what helped, and names nobody', async () => {
    await using reader = await openReport()
    const { page } = reader
    const report = page.locator('workshop-report')
    await report.getByRole('heading', { name: 'Docker <in> spring' }).waitFor()
    expect(new URL(page.url()).hash).toBe('')
    const funnel = report.getByRole('region', { name: 'From block to block' })
    expect(await funnel.getByRole('img').first().getAttribute('aria-label')).toBe(
      '8 of 8 came, 6 done, 2 only failed',
    )
    expect(await funnel.innerText()).toContain('That is the largest drop.')
    const failures = report.getByRole('region', { name: 'What failed most' })
    expect(await failures.locator('code').first().innerText()).toBe('<b>dokcer</b> ps')
    expect(await report.innerText()).toContain('8 hands were raised, by 8 of 8 readers')
    expect(await page.content()).not.toContain('Reader 1')
    expect(await overflows(page)).toBe(false)
  })

  it('is a PDF by the print of the browser, with nothing that can be pressed', async () => {
    await using reader = await openReport()
    const { page } = reader
    await page.getByRole('region', { name: 'From block to block' }).waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('workshop-report :is(button, a):visible').count()).toBe(0)
    expect(await page.locator('.report-bar').first().isVisible()).toBe(true)
    const pdf = await page.pdf({ printBackground: true, format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  })

  it('gives out what is kept as files', async () => {
    await using reader = await openReport()
    const { page } = reader
    for (const [button, file] of [
      ['Download as CSV', 'spring.zip'],
      ['Download as JSON', 'spring.json'],
    ] as const) {
      const downloaded = page.waitForEvent('download')
      await page.getByRole('button', { name: button }).click()
      expect((await downloaded).suggestedFilename()).toBe(file)
    }
  })

  it('asks which workshop where the address names none, also on a phone', async () => {
    await using reader = await openReport('', true)
    const { page } = reader
    await page.getByRole('link', { name: 'Docker <in> spring' }).click()
    await page.getByRole('region', { name: 'What failed most' }).waitFor()
    expect(await overflows(page)).toBe(false)
  })

  it('of a workshop that nobody joined, and of none, says so in a sentence', async () => {
    await using reader = await openReport('?workshop=autumn')
    const { page } = reader
    await page.getByText('Nobody has joined yet, so there is nothing to add up.').waitFor()
    await page.goto(`${server.address}/report/?workshop=winter`)
    await page.getByRole('alert').getByText('There is no workshop winter.').waitFor()
  })

  it('asks for the link of the board where the token is no host’s', async () => {
    await using reader = await BrowserReader.open(browser)
    const { page } = reader
    await page.goto(`${server.address}/report/?workshop=spring#${'x'.repeat(32)}`)
    await page.getByLabel('The board’s link').fill(`${server.address}/host/#${server.hostToken}`)
    await page.getByRole('button', { name: 'Open the board' }).click()
    await page.getByRole('region', { name: 'What failed most' }).waitFor()
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parsePlan } from '../../sandbox-server/workshops/plan.ts'
import { BrowserReader, launchChromium } from '../support/browser.ts'
import { BlockInPage } from '../support/browsers/block-in-page.ts'
import type { DrivenBrowser } from '../support/browsers/driven-browser.ts'
import { FIREFOX } from '../support/browsers/firefox.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

const PLAN = parsePlan(
  '{ title: Docker on Monday, code: monday-42, seats: 4, records: commands, presence: true }',
  'monday.yaml',
)

let engine: EngineUnderTest
let server: TestServer
let browser: Browser
let firefox: DrivenBrowser

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({ driver: engine.driver, pages: await builtSite() })
  server.workshops.plan('monday', PLAN)
  browser = await launchChromium()
  firefox = await FIREFOX.launch()
})

afterAll(async () => {
  await firefox?.[Symbol.asyncDispose]()
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

const CODE_IN_ADDRESS = '/join/#MONDAY42'

/** Joins in Chromium, by the page. */
async function join(name: string): Promise<BrowserReader> {
  const reader = await BrowserReader.open(browser)
  await reader.page.goto(server.address + CODE_IN_ADDRESS)
  await reader.page.getByLabel('Your name').fill(name)
  await reader.page.getByRole('button', { name: 'Join', exact: true }).click()
  await reader.page.getByRole('button', { name: 'Raise hand' }).first().waitFor()
  return reader
}

/** Waits until the page in Firefox has these words where somebody sees them. */
function seesInFirefox(words: string): Promise<void> {
  return until(
    () =>
      // A page that has just begun to load has no body.
      firefox.page.evaluate(
        (wanted) => document.querySelector('body')?.innerText.includes(wanted) ?? false,
        words,
      ),
    `“${words}” in Firefox`,
  )
}

/** Joins in Firefox, by the page. */
async function joinInFirefox(name: string): Promise<void> {
  await firefox.goto(server.address + CODE_IN_ADDRESS)
  await firefox.click('#join-name')
  await firefox.type(name)
  await firefox.press('Enter')
  await seesInFirefox('Raise hand')
}

/** A button in Firefox, by its words. */
async function pressInFirefox(words: string): Promise<void> {
  const mark = (wanted: string) => {
    const found = [...document.querySelectorAll<HTMLElement>('button')].find(
      (button) => button.textContent?.trim() === wanted && button.checkVisibility(),
    )
    for (const old of document.querySelectorAll('[data-pressed]'))
      delete (old as HTMLElement).dataset['pressed']
    if (found) found.dataset['pressed'] = ''
    return found !== undefined
  }
  await until(() => firefox.page.evaluate(mark, words), `the button ${words}`)
  await firefox.click('[data-pressed]')
}

it('a workshop: a host, and four readers at two kinds of browser', async () => {
  await using host = await BrowserReader.open(browser, { viewport: { width: 1440, height: 900 } })
  const { page: board } = host
  await board.goto(`${server.address}/host/#${server.hostToken}`)
  await board.getByRole('button', { name: 'Docker on Monday' }).click()
  await joinInFirefox('Ada')
  await using bea = await join('Bea')
  await using cem = await join('Cem')
  await using dan = await join('Dan')
  const tiles = board.getByRole('list', { name: 'Readers' })
  for (const name of ['Ada', 'Bea', 'Cem', 'Dan']) {
    await tiles.getByRole('button', { name }).waitFor()
  }

  // What a reader runs is in the tile, and in the matrix.
  await firefox.goto(`${server.address}/welcome/`)
  const first = new BlockInPage('welcome/first')
  await first.run(firefox)
  const ada = tiles.getByRole('listitem').filter({ hasText: 'Ada' })
  await ada.getByText('Worked').waitFor()
  await board.getByRole('tab', { name: 'Progress' }).click()
  const matrix = board.getByRole('region', { name: 'Progress' })
  await matrix
    .getByRole('row')
    .filter({ hasText: 'Ada' })
    .getByLabel('done', { exact: true })
    .first()
    .waitFor()
  await board.getByRole('tab', { name: 'Readers' }).click()

  // A hand, and a look with consent.
  await pressInFirefox('Raise hand')
  await firefox.type('What is this?')
  await firefox.press('Enter')
  await ada.getByText('Hand raised: What is this?').waitFor()
  await tiles.getByRole('button', { name: 'Ada' }).click()
  const panel = board.getByRole('complementary', { name: 'Ada' })
  await panel.getByRole('button', { name: 'Ask to look' }).click()
  await seesInFirefox('Host asks to look at your terminal')
  expect(await panel.locator('.xterm').count()).toBe(0)
  await pressInFirefox('Yes')
  await panel.locator('.xterm-rows').getByText('$').first().waitFor()
  await seesInFirefox('Host sees this terminal')
  await panel.getByRole('button', { name: 'Ask to type' }).click()
  await seesInFirefox('Host asks to type in your terminal')
  await pressInFirefox('Yes')
  await panel.getByText('You may type into this reader’s terminal.').waitFor()
  await panel.locator('.xterm-helper-textarea').focus()
  await board.keyboard.type('echo typed-by-the-host\n')
  await first.shows(firefox, 'typed-by-the-host')
  await pressInFirefox('End')
  await panel.getByText('The reader has ended the look.').waitFor()
  await panel.getByRole('button', { name: 'Lower the hand' }).click()
  await seesInFirefox('Raise hand')
  await board.keyboard.press('Escape')

  // To everybody.
  await board.getByRole('button', { name: 'Message', exact: true }).click()
  await board.getByLabel('Message', { exact: true }).fill('Coffee at ten')
  await board.keyboard.press('Control+Enter')
  await seesInFirefox('Coffee at ten')
  for (const { page } of [bea, cem, dan])
    await page.locator('.workshop-message').getByText('Coffee at ten').waitFor()
  await board.getByRole('button', { name: 'Cover screens' }).click()
  await board.getByRole('button', { name: 'Cover', exact: true }).click()
  await seesInFirefox('Look up, please')
  for (const { page } of [bea, cem, dan])
    await page.getByRole('dialog').getByText('Look up').waitFor()
  await bea.page.reload()
  await bea.page.getByRole('dialog').getByText('Look up').waitFor()
  await board.reload()
  await board.getByRole('button', { name: 'Uncover' }).click()
  for (const { page } of [bea, cem, dan]) {
    await page.getByRole('dialog', { name: /Look up/ }).waitFor({ state: 'hidden' })
  }

  // A seat goes to another computer, and the one before has it no longer.
  await dan.page.getByRole('button', { name: 'Menu' }).first().click()
  await dan.page.getByRole('button', { name: 'Move to another computer' }).click()
  const code = dan.page.locator('.move-code')
  await until(async () => /\d{3}/.test((await code.textContent()) ?? ''), 'the code')
  await using other = await BrowserReader.open(browser)
  await other.page.goto(`${server.address}/join/`)
  await other.page.getByLabel('Code').fill((await code.textContent()) ?? '')
  await other.page.getByRole('button', { name: 'Continue' }).click()
  await other.page.getByText('Your seat is on this computer now, Dan.').waitFor()
  await dan.page
    .getByText(/another computer/)
    .first()
    .waitFor()

  // What was kept is exported, with the command where the plan says so.
  const answer = await fetch(`${server.address}/board/export?workshop=monday&format=json`, {
    headers: { Authorization: `Bearer ${server.hostToken}` },
  })
  expect(answer.status).toBe(200)
  const kept = JSON.stringify(await answer.json())
  for (const found of ['Ada', 'What is this?', 'Coffee at ten']) expect(kept).toContain(found)
  for (const reader of [host, bea, cem, dan, other]) expect(reader.errors).toEqual([])
})

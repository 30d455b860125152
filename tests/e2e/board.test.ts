import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renewHostToken } from '../../sandbox-server/workshops/host-tokens.ts'
import { joinWorkshop } from '../support/board.ts'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { startMadeUpBoard } from '../support/made-up-board.ts'
import { MadeUpNodes, madeUpNode } from '../support/made-up-nodes.ts'
import { Reader, until } from '../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

let browser: Browser
let pages: string
let server: TestServer

beforeAll(async () => {
  pages = await builtSite()
  server = await startServer({ driver: noSandboxes, pages })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

describe('a host', () => {
  it('makes a workshop on the board, sees who joins, and helps', async () => {
    await using host = await BrowserReader.open(browser, { colorScheme: 'light' })
    const { page } = host
    await page.goto(`${server.address}/host/#${server.hostToken}`)
    await page.getByText('There is no workshop yet.').waitFor()
    expect(page.url()).not.toContain(server.hostToken)
    await host.expectAccessible()

    await page.getByRole('button', { name: 'New workshop' }).click()
    await page.getByLabel('Title').fill('Docker on Monday')
    await page.getByLabel('Opens').fill('2030-01-01T12:00')
    await page.getByLabel('Closes').fill('2030-01-01T11:00')
    await page.getByLabel('Groups').fill('Left: Grace\nRight')
    await page.getByRole('button', { name: 'Make the workshop' }).click()
    // The server's own sentence is at the field that is wrong.
    const wrong = page.locator('.form-field', { hasText: 'Closes' }).locator('.board-wrong')
    await until(async () => (await wrong.textContent()) !== '', 'what is wrong')
    await host.expectAccessible()
    await page.getByLabel('Opens').fill('')
    await page.getByLabel('Closes').fill('')
    await page.getByRole('button', { name: 'Make the workshop' }).click()
    await page.getByRole('heading', { name: 'Docker on Monday' }).waitFor()
    await page.getByText('Nobody has joined yet.').waitFor()

    await page.getByRole('button', { name: 'Show how to join' }).click()
    const invitation = page.getByRole('dialog', { name: 'How to join' })
    await invitation.getByRole('img', { name: /^QR code of http.*\/join\/#/ }).waitFor()
    await invitation.getByText('Only this computer can open this address.').waitFor()
    await page.keyboard.press('Escape')

    const workshop = server.workshops.named('docker-on-monday')
    const { code } = workshop.plan
    const join = async (name: string, group: string) => {
      const token = await joinWorkshop(server.address, { code, name, group })
      const reader = new Reader(server.address, token)
      await reader.client.reach()
      return reader
    }
    using _ = await join('Ada', 'Left')
    using bo = await join('Bo &amp; Co', 'Right')
    const tiles = page.getByRole('list', { name: 'Readers' })
    await tiles.getByRole('button', { name: 'Ada' }).waitFor()
    // A name is text.
    await tiles.getByRole('button', { name: 'Bo &amp; Co' }).waitFor()
    for (const state of ['failed', 'running', 'failed'] as const) {
      bo.client.tellWorkshop({ act: 'ran', block: 'welcome/first', state })
    }
    bo.client.tellWorkshop({ act: 'hand', words: 'It says no' })
    await tiles.getByText('Hand raised: It says no').waitFor()
    await tiles.getByText('stuck: failed twice').waitFor()
    expect(await tiles.getByRole('listitem').first().textContent()).toContain('Bo &amp; Co')
    await host.expectAccessible()

    await tiles.getByRole('button', { name: 'Bo &amp; Co' }).click()
    const panel = page.getByRole('complementary', { name: 'Bo &amp; Co' })
    await panel.getByRole('button', { name: 'Lower the hand' }).click()
    await tiles.getByText('Hand raised').waitFor({ state: 'hidden' })
    await page.keyboard.press('Escape')

    // One reader by the keyboard, a group by the choice.
    await page.keyboard.press('m')
    await page.getByLabel('Message', { exact: true }).fill('Try ls\nfirst')
    await page.keyboard.press('Control+Enter')
    await until(() => bo.news.some(({ news }) => news === 'message'), 'the message')
    expect(bo.news.findLast(({ news }) => news === 'message')).toMatchObject({
      text: 'Try ls first',
    })
    await page.getByLabel('Group').first().selectOption('Left (Grace)')
    await page.getByText('For the group Left: 1 reader.').waitFor()
    await page.getByRole('button', { name: 'End', exact: true }).click()
    const question = page.getByRole('dialog', { name: 'End the workshop for these readers?' })
    await question.getByText('The seats and sandboxes of Ada are taken away.').waitFor()
    await question.getByRole('button', { name: 'End it for 1 reader' }).click()
    await until(() => workshop.seat(1).isOver, 'the end of a part')
    expect(workshop.seat(2).isOver).toBe(false)

    await page.getByLabel('Chapters').selectOption('Open up to 2. Docker basics')
    await page.getByRole('tab', { name: 'Log' }).click()
    const log = page.getByRole('tabpanel', { name: 'Log' })
    await log.getByText('opened these chapters: 1. Welcome, 2. Docker basics').waitFor()
    await log.getByText('ended the workshop for the group Left').waitFor()
    await page.reload()
    await page.getByLabel('Chapters').getByText('Open up to 2. Docker basics').waitFor({
      state: 'attached',
    })
    await page.getByRole('button', { name: 'Workshops' }).click()
    await page.getByText('1 of 20 seats taken').waitFor()
    expect(host.errors).toEqual([])
  })

  it('hears in one sentence that a link is no longer good, and opens a new one', async () => {
    await using host = await BrowserReader.open(browser)
    const { page } = host
    const old = renewHostToken(server.workshops.records, 'Grace', Date.now())
    await page.goto(`${server.address}/host/#${old}`)
    await page.getByText('You are here as Grace.').waitFor()
    const renewed = renewHostToken(server.workshops.records, 'Grace', Date.now())
    await page.getByText('The server does not accept this board’s link').waitFor()
    await page.getByLabel('The board’s link').fill(`${server.address}/host/#short`)
    await page.getByRole('button', { name: 'Open the board' }).click()
    await page.getByText('This is no link of a board').waitFor()
    await page.getByLabel('The board’s link').fill(`${server.address}/host/#${renewed}`)
    await page.getByRole('button', { name: 'Open the board' }).click()
    await page.getByText('You are here as Grace.').waitFor()
    await page.reload()
    await page.getByText('You are here as Grace.').waitFor()
    // A link that the server does not take costs nothing that was good.
    await page.goto(`${server.address}/host/#a-link-of-another-server`)
    await page.getByText('The server does not accept this board’s link').waitFor()
    await page.getByRole('button', { name: 'Go on with the link of before' }).click()
    await page.getByText('You are here as Grace.').waitFor()
    await page.goto(`${server.address}/host/#rubbish`)
    await page.getByText('This is no link of a board').waitFor()
    await page.reload()
    await page.getByText('You are here as Grace.').waitFor()
    expect(host.errors).toEqual([])
  })
})

describe('a room of 30', () => {
  it('is one stop of the Tab key, and arrow keys, Space and a name lead through it', async () => {
    await using board = await startMadeUpBoard({ pages, seats: 30 })
    await using host = await BrowserReader.open(browser)
    const { page } = host
    await page.goto(board.boardAddress)
    const names = page.locator('.tile-name')
    await names.nth(29).waitFor({ state: 'attached' })
    expect(await page.locator('.tile-name[tabindex="0"]').count()).toBe(1)
    const second = await names.nth(1).textContent()
    await names.first().focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('.tile-name:focus').textContent()).toBe(second)
    await page.keyboard.press('Space')
    await page.getByText(`For 1 selected reader: ${second}.`).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('complementary', { name: second ?? '' }).waitFor()
    // The reader says yes: the terminal is shown, with what is printed later, until the host ends it.
    await page.getByRole('button', { name: 'Ask to look' }).click()
    const looked = page.locator('.look-screen')
    // In view, or it would not be painted.
    await looked.getByText('looked-at').waitFor()
    await looked.getByText('printed-later').waitFor()
    await page.getByText('You are looking at this reader’s terminal.').waitFor()
    await page.getByRole('button', { name: 'End the look' }).click()
    await looked.waitFor({ state: 'hidden' })
    expect(await looked.textContent()).toBe('')
    await page.getByRole('heading', { name: second ?? '' }).focus()
    await page.keyboard.press('Escape')
    expect(await page.locator('.tile-name:focus').textContent()).toBe(second)
    await page.getByLabel('Name', { exact: true }).fill(second ?? '')
    await until(async () => (await names.count()) === 1, 'one reader')
  })

  it('shows each of several machines, and says in a line what happens to one', async () => {
    const [one, two] = [madeUpNode('node-1'), madeUpNode('node-<b>2</b>')]
    const nodes = new MadeUpNodes(one)
    await using board = await startMadeUpBoard({ pages, seats: 30, nodes })
    await using host = await BrowserReader.open(browser, {
      colorScheme: 'dark',
      viewport: { width: 390, height: 800 },
    })
    const { page } = host
    await page.goto(board.boardAddress)
    await page.locator('.tile').first().waitFor()
    const machines = page.getByRole('region', { name: 'Machines' })
    // One that takes readers is what every server has.
    expect(await machines.count()).toBe(0)

    nodes.become(one, two)
    const news = machines.getByRole('log')
    await news.getByText('node-<b>2</b> has joined and takes readers.').waitFor()
    await machines.getByText('2 machines: 2 take readers').waitFor()
    nodes.become({ ...one, state: 'drained' }, { ...two, state: 'away' })
    await machines.getByText('2 machines: none takes readers').waitFor()
    const [first, second] = [0, 1].map((place) => machines.getByRole('listitem').nth(place))
    expect(await first?.textContent()).toMatch(
      /^node-1 drainedSandboxes30.*25 % of 8.*3.73 GiB of 14.9 GiB/,
    )
    expect(await second?.textContent()).toMatch(/^node-<b>2<\/b> away since \d/)
    expect(await news.textContent()).toContain('node-1 is drained. It gets no new readers.')
    await host.expectAccessible()
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(390)
  })

  it('is up to date where nobody looks at this moment, too', async () => {
    await using board = await startMadeUpBoard({ pages, seats: 30, every: 200 })
    await using host = await BrowserReader.open(browser, { viewport: { width: 390, height: 500 } })
    const { page } = host
    await page.goto(board.boardAddress)
    const last = page.locator('.tile[data-seat="30"]')
    await last.waitFor({ state: 'attached' })
    const before = await last.textContent()
    await until(async () => (await last.textContent()) !== before, 'a change out of view')
  })

  it('shows its progress as a table in the dark, on a phone, and after the line was cut', async () => {
    await using board = await startMadeUpBoard({ pages, seats: 30 })
    await using host = await BrowserReader.open(browser, {
      colorScheme: 'dark',
      viewport: { width: 390, height: 800 },
    })
    const { page } = host
    await page.goto(board.boardAddress)
    await page.locator('.tile').first().waitFor()
    await host.expectAccessible()
    await page.getByRole('tab', { name: 'Progress' }).click()
    const matrix = page.getByRole('region', { name: 'Progress' })
    await matrix.getByRole('row').nth(31).waitFor()
    await page.getByText(/^(?:Most are stuck at “|Nobody is stuck)/).waitFor()
    await host.expectAccessible()
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(390)

    const [first] = board.room.seats
    if (first) board.room.seats[0] = { ...first, name: 'Renamed meanwhile' }
    board.cut()
    await matrix.getByRole('button', { name: 'Renamed meanwhile' }).waitFor()
    expect(host.errors).toEqual([])
  })
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LookState } from '../../protocol/workshop-messages.ts'
import { parsePlan } from '../../sandbox-server/workshops/plan.ts'
import type { Workshop } from '../../sandbox-server/workshops/workshop.ts'
import { joinWorkshop, TestBoard } from '../support/board.ts'
import { BrowserReader, type ContextOptions, launchBrowser } from '../support/browser.ts'
import { Reader, until } from '../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

const NAME = 'friday'
const TITLE = 'Docker on Friday'
const CODE = 'FRIDAY42'
const PLAN = parsePlan(`{ title: ${TITLE}, code: ${CODE}, seats: 30, presence: true }`, 'f.yaml')
const PAGE = '/docker-basics/'
const BLOCK = 'docker-basics/version'

let server: TestServer
let browser: Browser
let board: TestBoard
let workshop: Workshop

beforeAll(async () => {
  server = await startServer({ driver: noSandboxes, pages: await builtSite() })
  server.workshops.plan(NAME, PLAN)
  workshop = server.workshops.ofCode(CODE)
  board = new TestBoard(server.address, server.hostToken)
  await board.watch(NAME)
  browser = await launchBrowser()
})

afterAll(async () => {
  board?.[Symbol.dispose]()
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

/**
 * A participant's browser at a chapter, as the join page leaves it.
 * @param begin is handed the page before it goes there.
 */
async function participant(
  name: string,
  options: ContextOptions = {},
  begin: (page: Page) => void = () => {},
): Promise<BrowserReader> {
  const token = await joinWorkshop(server.address, { code: CODE, name })
  const seat = JSON.stringify({ workshop: NAME, title: TITLE, name })
  const localStorage = [
    { name: 'blitz-token', value: token },
    { name: 'blitz-workshop', value: seat },
  ]
  const storageState = { cookies: [], origins: [{ origin: server.address, localStorage }] }
  const reader = await BrowserReader.open(browser, { storageState, ...options })
  begin(reader.page)
  await reader.page.goto(server.address + PAGE)
  await until(() => seatOf(name).pages.size > 0, 'the page of the seat')
  return reader
}

function seatOf(name: string) {
  const seat = [...workshop.seats].find((each) => each.name === name && !each.isOver)
  if (!seat) throw new Error(`${name} has no seat.`)
  return seat
}

const bar = (reader: BrowserReader) => reader.page.getByRole('region', { name: 'Workshop' })
const notices = (reader: BrowserReader) => reader.page.locator('.sandbox-notice')

describe('a participant\u2019s page', () => {
  it('has the bar of the workshop, and moves nothing when the bar comes', async () => {
    await using reader = await participant('Grace', { viewport: { width: 390, height: 800 } })
    await bar(reader).getByText(TITLE).waitFor()
    const shifted = await reader.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const sum = (entries: PerformanceEntryList) =>
            entries.reduce((all, each) => all + (each as unknown as { value: number }).value, 0)
          new PerformanceObserver((list) => resolve(sum(list.getEntries()))).observe({
            type: 'layout-shift',
            buffered: true,
          })
          // Where nothing has moved, nothing is told.
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)))
        }),
    )
    expect(shifted).toBeLessThan(0.01)
    const width = await reader.page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBe(390)
    await reader.expectAccessible()
    expect(reader.errors).toEqual([])
  })

  it('raises a hand with words, and says who has seen it', async () => {
    await using reader = await participant('Ada')
    await bar(reader).getByRole('button', { name: 'Raise hand' }).click()
    const panel = reader.page.getByRole('dialog', { name: 'Raise hand' })
    await panel.getByLabel('What do you need?').fill('It says\u200B permission denied')
    await reader.expectAccessible()
    await panel.getByLabel('What do you need?').press('Enter')
    await bar(reader).getByRole('button', { name: 'Hand raised' }).waitFor()
    expect(seatOf('Ada').hand?.words).toBe('It says  permission denied')
    await board.do(NAME, { act: 'lower-hand', seat: seatOf('Ada').number })
    await notices(reader).getByText('Host has seen your hand.').waitFor()
    await bar(reader).getByRole('button', { name: 'Raise hand' }).waitFor()
    expect(reader.errors).toEqual([])
  })

  it('shows a message on every page until it is closed, and keeps it in the list', async () => {
    await using reader = await participant('Linus')
    await bar(reader).getByText(TITLE).waitFor()
    const text = 'Coffee <b>at ten</b>'
    const seats = [seatOf('Linus').number]
    await board.do(NAME, { act: 'message', to: { seats }, text })
    await notices(reader).getByText(text).waitFor()
    await reader.page.goto(`${server.address}/welcome/`)
    const line = notices(reader).filter({ hasText: text })
    await line.getByRole('button', { name: 'Dismiss' }).click()
    await line.waitFor({ state: 'detached' })
    await reader.page.reload()
    await bar(reader).getByRole('button', { name: 'Messages (1)' }).click()
    await reader.page.getByRole('dialog', { name: 'Messages' }).getByText(text).waitFor()
    expect(await line.count()).toBe(0)
    await reader.expectAccessible()
  })

  it('is covered while the host wants to be looked at, and no key gets through', async () => {
    await using reader = await participant('Alan')
    const search = reader.page.locator('site-search button[data-open-modal]:enabled')
    await search.focus()
    await board.do(NAME, { act: 'blank', to: 'all', words: 'Look up, please' })
    const cover = reader.page.getByRole('dialog', { name: 'Look up, please' })
    await cover.waitFor()
    for (const key of ['Escape', 'Escape', 'Control+k', 'Control+Backquote', 'Tab', 'Enter']) {
      await reader.page.keyboard.press(key)
    }
    expect(await cover.isVisible()).toBe(true)
    expect(await reader.page.locator('.terminal-dock, site-search dialog[open]').count()).toBe(0)
    await reader.expectAccessible()
    await board.do(NAME, { act: 'blank', to: 'all', words: null })
    await cover.waitFor({ state: 'detached' })
    expect(await search.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(reader.errors).toEqual([])
  })

  it('says which chapters are not open yet, in the place of Run, and opens them by itself', async () => {
    await using reader = await participant('Barbara')
    const block = reader.block(BLOCK)
    const run = block.button('run')
    await run.waitFor()
    await board.do(NAME, { act: 'chapters', chapters: ['welcome'] })
    await block.element.getByText('Not open yet').waitFor()
    expect(await run.isVisible()).toBe(false)
    const link = reader.page.getByRole('link', { name: 'Docker basics , not open yet' })
    expect(await link.count()).toBeGreaterThan(0)
    expect(await reader.page.locator('lesson-task .task-button:visible').count()).toBe(0)
    await reader.expectAccessible()
    await board.do(NAME, { act: 'chapters', chapters: null })
    await run.waitFor()
    await notices(reader).getByText('This chapter is open now.').waitFor()
    expect(reader.errors).toEqual([])
  })

  it('leads to where the host is, and goes along until the reader scrolls', async () => {
    await using reader = await participant('Katherine')
    using host = new Reader(server.address)
    await host.client.reach()
    server.workshops.hostPages.claim(host.session, {
      host: 'Host',
      workshop,
      isStillHost: () => true,
    })
    await board.do(NAME, { act: 'lead', isLeading: true })
    const at = (chapter: string, block?: string) =>
      host.client.tellWorkshop({
        act: 'at',
        position: { chapter, ...(block !== undefined && { block }) },
        isSeen: true,
      })
    at('docker-basics', 'docker-basics/version')
    await bar(reader).getByText('Host is at “Client and server”').waitFor()
    await bar(reader).getByRole('button', { name: 'Follow' }).click()
    at('welcome')
    await reader.page.waitForURL(/\/welcome\//)
    await bar(reader).getByText('You are following Host').waitFor()
    await reader.page.mouse.wheel(0, 300)
    await bar(reader).getByRole('button', { name: 'Follow' }).waitFor()
    at('docker-basics', BLOCK)
    await bar(reader).getByRole('button', { name: 'Go there' }).click()
    await reader.page.waitForURL(/docker-basics\/#run-docker-basics-version/)
    await reader.expectAccessible()
    await board.do(NAME, { act: 'lead', isLeading: false })
    await bar(reader).getByRole('button', { name: 'Follow' }).waitFor({ state: 'hidden' })
    expect(reader.errors).toEqual([])
  })

  it('tells at which block the reader is, and says how many are there', async () => {
    await using reader = await participant('Edsger')
    await reader.block(BLOCK).element.scrollIntoViewIfNeeded()
    await reader.block(BLOCK).element.locator('.terminal-recorded').focus()
    await until(() => seatOf('Edsger').position?.block === BLOCK, 'the block of the reader')
    const others = await Promise.all(
      ['Niklaus', 'Tony'].map(async (name) => {
        const other = new Reader(
          server.address,
          await joinWorkshop(server.address, { code: CODE, name }),
        )
        await other.client.reach()
        const position = { chapter: 'docker-basics', block: BLOCK }
        other.client.tellWorkshop({ act: 'at', position, isSeen: true })
        return other
      }),
    )
    await reader.block(BLOCK).element.getByText('3 are at this block').waitFor()
    for (const other of others) other[Symbol.dispose]()
  })

  it('asks before a host looks, without the focus, and shows who looks until it is ended', async () => {
    const sent: string[] = []
    await using reader = await participant('Margaret', {}, (page) =>
      page.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => sent.push(String(payload))),
      ),
    )
    await bar(reader).getByText(TITLE).waitFor()
    const seat = seatOf('Margaret')
    const tell = (...states: LookState['state'][]) => {
      const looks = states.map((state) => ({ look: 7, host: 'Ada', terminal: BLOCK, state }))
      seat.tell({ news: 'state', state: { ...workshop.stateFor(seat), looks } })
    }
    const recorded = reader.block(BLOCK).element.locator('.terminal-recorded')
    await recorded.focus()
    const isBack = () => recorded.evaluate((element) => element === document.activeElement)
    tell('asked')
    const question = reader.page.getByRole('group', { name: 'Ada asks to look' })
    await question.waitFor()
    expect(await isBack()).toBe(true)
    await reader.page.keyboard.press('Control+Shift+KeyH')
    await reader.page.keyboard.press('Control+Shift+KeyH')
    expect(await isBack()).toBe(true)
    await reader.expectAccessible()
    await reader.page.keyboard.press('Control+Shift+KeyH')
    await reader.page.keyboard.press('Enter')
    await until(() => sent.some((text) => text.includes('"isAllowed":true')), 'the answer')
    tell('looking')
    await reader.block(BLOCK).element.getByText('Ada sees this terminal').waitFor()
    await bar(reader).getByText('Ada sees your terminal').waitFor()
    expect(await isBack()).toBe(true)
    await reader.expectAccessible()
    await reader.page.keyboard.press('Control+Shift+KeyH')
    await reader.page.keyboard.press('Enter')
    await until(() => sent.some((text) => text.includes('"end-look"')), 'the end')
    tell()
    await bar(reader).getByText('Ada sees your terminal').waitFor({ state: 'detached' })
    expect(await isBack()).toBe(true)
    expect(reader.errors).toEqual([])
  })

  it('takes part in every tab of the browser that joined, and leaves in every tab', async () => {
    await using reader = await BrowserReader.open(browser)
    const { page } = reader
    await page.goto(server.address + PAGE)
    const other = await page.context().newPage()
    await other.goto(`${server.address}/glossary/`)
    const token = await joinWorkshop(server.address, { code: CODE, name: 'Radia' })
    await other.evaluate(
      ([token, seat]) => {
        localStorage.setItem('blitz-token', token as string)
        localStorage.setItem('blitz-workshop', seat as string)
      },
      [token, JSON.stringify({ workshop: NAME, title: TITLE, name: 'Radia' })],
    )
    await until(() => seatOf('Radia').pages.size > 0, 'the first tab in the workshop')
    await bar(reader).getByRole('button', { name: 'Raise hand' }).waitFor()
    await other.evaluate(() => localStorage.removeItem('blitz-workshop'))
    await bar(reader).getByText('You have left the workshop').waitFor()
    expect(reader.errors).toEqual([])
  })

  it('says once that the seat was ended, leads back, and is as any page then', async () => {
    await using reader = await participant('Donald')
    await bar(reader).getByText(TITLE).waitFor()
    const seats = [seatOf('Donald').number]
    await board.do(NAME, { act: 'end', to: { seats } })
    await bar(reader).getByText('Your host has ended your seat').waitFor()
    expect(await bar(reader).getByRole('link').getAttribute('href')).toBe('/join/')
    await reader.page.reload()
    await bar(reader).getByText('You are no longer in the workshop').waitFor()
    await reader.expectAccessible()
    await bar(reader).getByRole('button', { name: 'Close' }).click()
    await reader.page.reload()
    await reader.page.waitForLoadState('networkidle')
    expect(await bar(reader).count()).toBe(0)
    expect(reader.errors).toEqual([])
  })
})

it('loads nothing of workshops for any other reader', async () => {
  await using reader = await BrowserReader.open(browser)
  await reader.page.goto(server.address + PAGE)
  await reader.page.waitForLoadState('networkidle')
  expect(reader.scripts.length).toBeGreaterThan(0)
  expect(reader.scripts.join()).not.toMatch(/workshop/)
  expect(await reader.page.evaluate(() => 'workshop' in document.documentElement.dataset)).toBe(
    false,
  )
})

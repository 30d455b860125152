import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { parsePlan } from '../../sandbox-server/workshops/plan.ts'
import { joinWorkshop } from '../support/board.ts'
import { BlockOnPage, BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

const PLAN = parsePlan('{ title: Docker for beginners, code: blue-42, seats: 3 }', 'blue.yaml')

/** A browser that takes part, as the join page leaves it. */
async function participant(name: string): Promise<BrowserReader> {
  const { address } = site.server
  const token = await joinWorkshop(address, { code: 'blue-42', name })
  const reader = await BrowserReader.open(site.browser)
  await reader.page.goto(`${address}/404.html`)
  const seat = JSON.stringify({ workshop: 'blue', title: PLAN.title, name })
  await reader.page.evaluate(
    ([kept, own]) => {
      localStorage.setItem('blitz-workshop', kept as string)
      localStorage.setItem('blitz-token', own as string)
    },
    [seat, token],
  )
  await reader.page.goto(`${address}/welcome/`)
  return reader
}

/** Waits until a terminal shows a line. */
async function shows(terminal: Locator, line: string): Promise<void> {
  await until(async () => {
    const rows = await terminal.locator('.xterm-rows > div').allInnerTexts()
    return rows.some((row) => row.replaceAll('\u00a0', ' ').trimEnd().endsWith(line))
  }, line)
}

/** What a reader sees of the host's terminal. */
function seenBy({ page }: BrowserReader): Locator {
  return page.locator('.follow-view')
}

/** The reader's own. */
function ownOf({ page }: BrowserReader): Locator {
  return page.locator('.terminal-dock > .terminal-body')
}

it('shows a host’s terminal on every page, to look at, to copy from, and not to type into', async () => {
  const { server } = site
  server.workshops.plan('blue', PLAN)
  await using host = await site.readerAt('/welcome/')
  await host.page.keyboard.press('Control+Backquote')
  const dock = new BlockOnPage(host.page.locator('.terminal-dock'))
  await dock.shows('$')
  await dock.type('echo from-the-"host"\n')
  await dock.shows(/^from-the-host$/m)
  const board = await host.page.context().newPage()
  await board.goto(`${server.address}/host/?workshop=blue#${server.hostToken}`)
  await board.getByRole('button', { name: 'Show a terminal' }).click()
  await using bea = await participant('Bea')
  await using cem = await participant('Cem')

  await dock.element.getByRole('button', { name: 'Show to everyone' }).click()
  for (const reader of [bea, cem]) await shows(seenBy(reader), 'from-the-host')
  expect(await bea.page.evaluate(() => document.activeElement === document.body)).toBe(true)
  await until(() => dock.element.evaluate((element) => 'shownToAll' in element.dataset), 'a frame')
  await board.getByText('Host shows a terminal on every page.').waitFor()
  await bea.expectAccessible()

  await seenBy(bea).locator('.xterm').click()
  await bea.page.keyboard.type('echo typed-by-bea\n')
  await dock.type('hostname\n')
  for (const reader of [bea, cem]) await shows(seenBy(reader), '$ hostname')
  expect(await dock.screen()).not.toContain('typed-by-bea')

  await dock.type('echo "$((6 * 7)) by-the-host"\n')
  const command = bea.page.locator('.follow-command code')
  await until(async () => (await command.textContent()) === 'echo "$((6 * 7)) by-the-host"', 'it')
  await bea.page.getByRole('button', { name: 'Run in my terminal' }).click()
  await bea.page.getByRole('tab', { name: 'Terminal', exact: true, selected: true }).waitFor()
  await shows(ownOf(bea), '42 by-the-host')

  await cem.page.reload()
  await shows(seenBy(cem), '42 by-the-host')
  await cem.page.getByRole('button', { name: 'Close', exact: true }).click()
  await cem.page.reload()
  const open = cem.page.getByRole('button', { name: 'Host’s terminal' })
  await open.waitFor()
  expect(await seenBy(cem).count()).toBe(0)
  await open.click()
  await shows(seenBy(cem), '42 by-the-host')

  await board.getByRole('button', { name: 'Stop showing' }).click()
  for (const reader of [bea, cem]) await seenBy(reader).waitFor({ state: 'detached' })
  await dock.type('echo hid"den"\n')
  await dock.shows(/^hidden$/m)
  await open.waitFor({ state: 'hidden' })
  for (const reader of [host, bea, cem]) expect(reader.errors).toEqual([])
})

import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePlan } from '../../sandbox-server/workshops/plan.ts'
import type { Workshop } from '../../sandbox-server/workshops/workshop.ts'
import { joinWorkshop } from '../support/board.ts'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { until } from '../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

let browser: Browser
let server: TestServer

beforeAll(async () => {
  const pages = await builtSite()
  server = await startServer({ driver: noSandboxes, pages })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

/** A workshop of its own for a test, open unless the plan says otherwise. */
function workshop(name: string, more = ''): Workshop {
  const plan = `{ title: 'Docker <b>for</b> beginners', code: ${name}-42, seats: 3,
    chapters: [docker-basics], groups: [{ group: Left }, { group: Right }], records: commands, ${more} }`
  server.workshops.plan(name, parsePlan(plan, `${name}.yaml`))
  return server.workshops.named(name)
}

async function openJoin(hash = ''): Promise<BrowserReader> {
  const reader = await BrowserReader.open(browser)
  await reader.page.goto(`${server.address}/join/${hash}`)
  return reader
}

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })
const press = (page: Page, label: string) =>
  page.getByRole('button', { name: label, exact: true }).click()

describe('the join page', () => {
  it('brings no seat by a link alone: a code that moves one waits for the reader', async () => {
    const taken = workshop('taken')
    await joinWorkshop(server.address, { code: 'taken-42', name: 'Ada' })
    const code = server.workshops.moveCode(taken.seat(1))
    await using reader = await openJoin(`#${code}`)
    const { page } = reader
    await until(async () => (await field(page, 'Code').inputValue()) === code, 'the code')
    expect(taken.seat(1).generation).toBe(0)
    await press(page, 'Continue')
    await page.getByText('Your seat is on this computer now, Ada.').waitFor()
    expect(taken.seat(1).generation).toBe(1)
  })

  it('leads from a link over a name and two questions to the first open chapter', async () => {
    const blue = workshop('blue')
    await joinWorkshop(server.address, { code: 'blue-42', name: 'Ada' })
    await using reader = await openJoin('#blue42')
    const { page } = reader
    await page.getByRole('heading', { name: 'Docker <b>for</b> beginners' }).waitFor()
    await page.getByText('1 of 3 seats are taken.').waitFor()
    await page.getByText(/and the commands that you run there/).waitFor()
    await reader.expectAccessible()
    await press(page, 'Join')
    expect(await field(page, 'Your name').getAttribute('aria-invalid')).toBe('true')
    await page.getByText('Enter your name.').waitFor()
    await field(page, 'Your name').fill('ada')
    await field(page, 'Your group').selectOption('Right')
    expect(await page.getByRole('checkbox').isChecked()).toBe(false)
    await page.keyboard.press('Tab')
    await field(page, 'Your name').press('Enter')
    await page.getByText('Somebody else has this name. You could take “ada 2”.').waitFor()
    await reader.expectAccessible()
    await press(page, 'Take “ada 2”')
    await page.waitForURL(`${server.address}/docker-basics/`)
    const seat = blue.seat(2)
    expect(seat.row).toMatchObject({ name: 'ada 2', group: 'Right', hasThumbnail: false })
    await until(() => seat.pages.size > 0, 'the page of the participant')
    await page.goto(`${server.address}/join/`)
    await page.getByText('You take part in “Docker <b>for</b> beginners” as ada 2.').waitFor()
    await page.getByRole('link', { name: 'Go on' }).click()
    await page.waitForURL(`${server.address}/docker-basics/`)
    expect(reader.errors).toEqual([])
  })

  it('says what is wrong with a code, and takes one that is typed in any way', async () => {
    workshop('green')
    await using reader = await openJoin('#%')
    const { page } = reader
    await page.getByText('No workshop has this code. Check it, and try again.').waitFor()
    await field(page, 'Code').fill('123456')
    await press(page, 'Continue')
    await page.getByText(/^This code has been used, or is older than five minutes\./).waitFor()
    await field(page, 'Code').fill('')
    await press(page, 'Continue')
    await page.getByText('Enter the code that your host shows.').waitFor()
    await reader.expectAccessible()
    await field(page, 'Code').fill(' GREEN 42 ')
    await press(page, 'Continue')
    await page.getByRole('heading', { name: 'Docker <b>for</b> beginners' }).waitFor()
    await press(page, 'Another code')
    await page.getByRole('link', { name: 'No code? Read the course on your own' }).click()
    await page.waitForURL(`${server.address}/`)
  })

  it('waits with the reader until the workshop opens, and goes on by itself', async () => {
    const later = workshop('later', 'opens: 2099-01-01T10:00:00Z, closes: 2099-01-01T12:00:00Z')
    await using reader = await openJoin('#later-42')
    const { page } = reader
    await field(page, 'Your name').fill('Grace')
    await press(page, 'Join')
    await page.getByRole('heading', { name: 'You have a seat, Grace.' }).waitFor()
    await page.getByText(/^The workshop opens in [\d,]+ days\.$/).waitFor()
    await reader.expectAccessible()
    // The host sees who waits.
    await until(() => [...later.seats][0]?.shown.presence === 'here', 'a reader who waits')
    await page.reload()
    await page.getByText(/^The workshop opens in/).waitFor()
    server.workshops.open(later)
    await page.waitForURL(`${server.address}/docker-basics/`)
    await server.workshops.closeWorkshop(later)
    await page.goto(`${server.address}/join/`)
    const over = { name: 'The workshop “Docker <b>for</b> beginners” is over.' }
    await page.getByRole('heading', over).waitFor()
    await using late = await openJoin('#later-42')
    await late.page.getByText(/You can still read the course/).waitFor()
  })

  it('brings a seat from another computer, which has nothing of it then', async () => {
    const moving = workshop('moving')
    await using old = await openJoin('#moving-42')
    await field(old.page, 'Your name').fill('Linus')
    await press(old.page, 'Join')
    await old.page.waitForURL(`${server.address}/docker-basics/`)
    const seat = moving.seat(1)
    await until(() => seat.pages.size > 0, 'the page of the participant')
    seat.tasks.set('docker-basics/first', true)
    const token = () => old.page.evaluate(() => localStorage.getItem('blitz-token'))
    const before = await token()
    await using other = await openJoin()
    await field(other.page, 'Code').fill(server.workshops.moveCode(seat))
    await press(other.page, 'Continue')
    await other.page.getByText('Your seat is on this computer now, Linus.').waitFor()
    await other.expectAccessible()
    expect(await other.page.evaluate(() => localStorage.getItem('blitz-progress-1'))).toContain(
      'docker-basics/first',
    )
    await other.page.getByRole('link', { name: 'Go on' }).click()
    await until(() => seat.pages.size === 1, 'one page of the participant')
    await until(async () => (await token()) !== before, 'the old token to be dropped')
    expect(seat.pages.size).toBe(1)
  })
})

describe('the menu of a participant', () => {
  it('shows a code to move, what is kept, and what to take home, and deletes what is kept', async () => {
    const kept = workshop('kept', 'certificate: true')
    await using reader = await openJoin('#kept-42')
    const { page } = reader
    await field(page, 'Your name').fill('Ελένη <i>')
    await press(page, 'Join')
    await page.getByText('Enter a name without < and >.').waitFor()
    await field(page, 'Your name').fill('Ελένη')
    await press(page, 'Join')
    await page.waitForURL(`${server.address}/docker-basics/`)
    const entry = async (name: string) => {
      await page.getByRole('button', { name: 'Menu', exact: true }).click()
      await press(page, name)
    }
    await entry('Move to another computer')
    const move = page.getByRole('dialog', { name: 'Move to another computer' })
    await move.getByText(/^\d{3} \d{3}$/).waitFor()
    await move.getByText(/^Good for [45] min/).waitFor()
    await reader.expectAccessible()
    await move.getByRole('button', { name: 'Close' }).click()

    const seat = kept.seat(1)
    seat.tasks.set('docker-basics/first', true)
    server.workshops.records.raiseHand('kept', 1, Date.now(), '<b>Help</b>')
    await entry('Take home')
    const home = page.getByRole('dialog', { name: 'Take home' })
    await home.getByText('This browser has kept none of your commands.').waitFor()
    await home.getByRole('link', { name: 'On your own machine' }).waitFor()
    await home.getByRole('button', { name: 'Download the files' }).click()
    await home.getByText('You have no sandbox at the moment, so there are no files.').waitFor()
    await home.getByRole('button', { name: 'Download the certificate' }).click()
    await home.getByText('Do the blocks and tasks of the workshop first.').waitFor()
    const { blocks } = JSON.parse(
      await page.evaluate(async () => (await fetch('/summary.json')).text()),
    ).find(({ name }: { name: string }) => name === 'docker-basics')
    seat.blocks.set(blocks[0].name, 'done')
    const downloading = page.waitForEvent('download')
    await home.getByRole('button', { name: 'Download the certificate' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toMatch(/-certificate\.pdf$/)
    expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-')
    await reader.expectAccessible()
    await home.getByRole('button', { name: 'Close' }).click()

    await entry('What is kept of you')
    const mine = page.getByRole('dialog', { name: 'What is kept of you' })
    await mine.getByText('Nobody has looked at your terminal.').waitFor()
    await mine.getByRole('cell', { name: '<b>Help</b>' }).waitFor()
    await reader.expectAccessible()
    await mine.getByRole('button', { name: 'Delete all of it and leave' }).click()
    const sure = page.getByRole('dialog', { name: 'Delete what is kept of you?' })
    await sure.getByRole('button', { name: 'Delete and leave' }).click()
    await page.waitForURL(`${server.address}/`)
    expect(server.workshops.records.readSeats('kept')).toEqual([])
    expect(reader.errors).toEqual([])
  })

  it('leads out of the workshop, and the join page still shows what is kept, and deletes it', async () => {
    workshop('left')
    await using reader = await openJoin('#left-42')
    const { page } = reader
    await field(page, 'Your name').fill('Lise')
    await press(page, 'Join')
    await page.waitForURL(`${server.address}/docker-basics/`)
    await page.getByRole('button', { name: 'Menu', exact: true }).click()
    await press(page, 'Leave the workshop')
    const leaving = page.getByRole('dialog', { name: 'Leave the workshop?' })
    // The page loads itself again, as one of no workshop.
    const reloaded = page.waitForEvent('load')
    await leaving.getByRole('button', { name: 'Leave the workshop' }).click()
    await until(() => server.workshops.named('left').seat(1).isOver, 'the empty seat')
    await reloaded
    await page.goto(`${server.address}/join/`)
    const past = page.getByRole('region', { name: 'What earlier workshops keep of you' })
    await past.getByRole('button', { name: 'Docker <b>for</b> beginners, as Lise' }).click()
    const mine = page.getByRole('dialog', { name: 'What is kept of you' })
    await mine.getByText('Nobody has looked at your terminal.').waitFor()
    await reader.expectAccessible()
    await mine.getByRole('button', { name: 'Delete all of it' }).click()
    const sure = page.getByRole('dialog', { name: 'Delete what is kept of you?' })
    await sure.getByRole('button', { name: 'Delete', exact: true }).click()
    await past.getByText('Nothing is kept of you there any more.').waitFor()
    expect(server.workshops.records.readSeats('left')).toEqual([])
    await page.reload()
    await past.waitFor({ state: 'hidden' })
    expect(reader.errors).toEqual([])
  })
})

describe('the join page of a site without workshops', () => {
  it('says so in a sentence', async () => {
    const pages = await builtSite()
    await using alone = await startServer({ driver: noSandboxes, pages, pagesOnly: true })
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${alone.address}/join/#blue-42`)
    await reader.page.getByText(/^This site has no workshops\./).waitFor()
    expect(reader.errors).toEqual([])
  })
})

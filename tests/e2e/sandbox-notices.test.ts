import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { type EngineUnderTest, engineUnderTest, TEST_LIMITS } from '../support/engine.ts'
import { HandedClock } from '../support/handed-clock.ts'
import { until } from '../support/reader.ts'
import { startServer, type TestServerOptions } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

let engine: EngineUnderTest
let browser: Browser
let pages: string

beforeAll(async () => {
  engine = await engineUnderTest({ ...TEST_LIMITS, diskMiB: 64 })
  pages = await builtSite()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await engine?.[Symbol.asyncDispose]()
})

/** Of a sandbox, until it ends; that is announced a tenth of it ahead. */
const TIME_MILLISECONDS = 300_000
const UNTIL_ANNOUNCED_MILLISECONDS = TIME_MILLISECONDS * 0.9

/** What a page says of the sandbox; the same place tells that a server without a hub has no images. */
const noticeIn = (page: Page) =>
  page.locator('.sandbox-notice').filter({ hasNotText: 'has no images to pull' })

/** A reader whose block has run, and what the page says of the sandbox. */
async function atWork(
  limits: NonNullable<TestServerOptions['limits']>,
  colorScheme: 'light' | 'dark' = 'light',
) {
  const clock = new HandedClock()
  const server = await startServer({ driver: engine.driver, pages, limits, live: { clock } })
  const reader = await BrowserReader.open(browser, { colorScheme })
  await reader.page.goto(`${server.address}/welcome/`)
  const block = reader.block('welcome/first')
  await block.run()
  return {
    reader,
    block,
    clock,
    notice: noticeIn(reader.page),
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

describe('a page', () => {
  it('counts down to the end of the time, and extends it', async () => {
    await using at = await atWork({ lifetimeMilliseconds: TIME_MILLISECONDS })
    await at.clock.advance(UNTIL_ANNOUNCED_MILLISECONDS)
    await at.notice.waitFor()
    expect(await at.notice.innerText()).toMatch(
      /^Your sandbox reaches the end of its time in \d:\d\d\./,
    )
    await at.notice.getByRole('button', { name: 'Extend' }).click()
    await at.notice.waitFor({ state: 'detached' })
    expect(at.reader.errors).toEqual([])
  })

  it('extends it from the head of the page, too', async () => {
    await using at = await atWork({ lifetimeMilliseconds: TIME_MILLISECONDS })
    await at.clock.advance(UNTIL_ANNOUNCED_MILLISECONDS)
    await at.notice.waitFor()
    const { sandboxStatus } = at.reader
    const says = (words: RegExp) =>
      until(async () => words.test(await sandboxStatus.innerText()), `${words}`)
    await says(/Ends in 0:[0-3]\d$/)
    const card = await at.reader.openSandboxCard()
    await card.getByRole('button', { name: 'Extend' }).click()
    await says(/5 min left$/)
    expect(at.reader.errors).toEqual([])
  })

  it('tells a reader who does nothing, and a key is enough to go on', async () => {
    await using at = await atWork({ idleMilliseconds: TIME_MILLISECONDS })
    await at.clock.advance(UNTIL_ANNOUNCED_MILLISECONDS)
    await at.notice.waitFor()
    expect(await at.notice.innerText()).toMatch(
      /^Nobody is using your sandbox\. It ends in \d:\d\d\./,
    )
    await at.block.type('x')
    await at.notice.waitFor({ state: 'detached' })
  })

  it('says that the engine of the sandbox crashed, until it answers again', async () => {
    await using at = await atWork({})
    await at.block.type('pkill -KILL --exact dockerd\n')
    await at.notice.waitFor()
    expect(await at.notice.innerText()).toMatch(
      /^The Docker engine in your sandbox stopped and is starting again\. It ended all containers/,
    )
    await at.notice.waitFor({ state: 'detached' })
    await at.block.type('docker container run --rm alpine:latest echo up again\n')
    await at.block.shows(/^up again$/m)
    expect(at.reader.errors).toEqual([])
  })

  it('says also what it hears before the terminal is loaded', async () => {
    await using at = await atWork({})
    // What would start it again is held.
    await at.block.type('pkill -STOP --exact blitz-rootless; pkill -KILL --exact dockerd\n')
    await at.notice.waitFor()
    const tab = await at.reader.page.context().newPage()
    await tab.route('**/live-block*.js', async (route) => {
      await delay(2000)
      await route.continue()
    })
    await tab.goto(at.reader.page.url())
    await tab.getByRole('button', { name: 'Run', exact: true }).first().click()
    await noticeIn(tab).waitFor()
  })

  it('says it also where nothing but a task connects', async () => {
    await using at = await atWork({})
    await at.block.type('pkill -STOP --exact blitz-rootless; pkill -KILL --exact dockerd\n')
    await at.notice.waitFor()
    const tab = await at.reader.page.context().newPage()
    await tab.goto(new URL('/authors/', at.reader.page.url()).href)
    const task = tab.locator('lesson-task[data-task="authors/two-files"]')
    await task.getByRole('button', { name: 'Check' }).click()
    await noticeIn(tab).waitFor()
  })

  it.each(['light', 'dark'] as const)(
    'says what a limit means, until it is put away, in the %s',
    async (colorScheme) => {
      await using at = await atWork({}, colorScheme)
      await at.block.type('head -c 60M /dev/zero > /var/lib/docker/filler\n')
      await at.notice.waitFor()
      expect(await at.notice.innerText()).toMatch(
        /^Disk \d+ MiB of 64 MiB: docker system prune frees what no container uses\./,
      )
      await at.reader.expectAccessible()
      await at.notice.getByRole('button', { name: 'Dismiss' }).click()
      await until(async () => (await at.notice.count()) === 0, 'the line put away')
    },
  )
})

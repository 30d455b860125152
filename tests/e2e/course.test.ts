import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCourse } from '../../course/read-course.ts'
import type { Chapter, PlacedBlock, PlacedTask } from '../../lesson/course.ts'
import { type BlockOnPage, BrowserReader, launchBrowser } from '../support/browser.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { type FullHub, fullHub } from '../support/full-hub.ts'
import { IS_LONG } from '../support/length.ts'
import { patient } from '../support/patience.ts'
import { until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

/** A chapter's blocks and tasks, on a machine that does something else, too. */
const CHAPTER_MILLISECONDS = patient(600_000)

/**
 * Chapters whose buttons are pressed each time, the first with an app among them, and what it builds
 * on. `npm test` runs the commands and tasks of all others without a browser.
 */
const EACH_TIME = ['welcome', 'docker-basics', 'dockerfile']

const { chapters } = await readCourse()

let engine: EngineUnderTest
let full: FullHub
let server: TestServer
let browser: Browser
/** One reader for all chapters: what one leaves, the next finds. */
let reader: BrowserReader

beforeAll(async () => {
  engine = await engineUnderTest()
  full = await fullHub(engine)
  const { opened, layerStore, key } = full
  server = await startServer({
    driver: engine.driver,
    pages: await builtSite(),
    previewSites: { port: 0 },
    live: {
      key,
      hub: opened.hub,
      layerStore: opened.layerStore,
      hubStatus: opened.status,
      warm: 1,
    },
    limits: { terminals: 256 },
  })
  expect(layerStore).not.toBe('')
  browser = await launchBrowser()
  reader = await BrowserReader.open(browser)
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  await full?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

describe('a reader of the whole course', () => {
  const numbered = chapters.filter(({ number }) => number !== undefined)
  const walked = IS_LONG ? numbered : numbered.filter(({ name }) => EACH_TIME.includes(name))

  it.each(walked.map((chapter) => [chapter.title, chapter] as const))(
    'goes through "%s" by its Run buttons, and does its tasks',
    { timeout: CHAPTER_MILLISECONDS },
    async (_, chapter) => {
      await reader.page.goto(`${server.address}/${chapter.name}/`)
      for (const block of chapter.blocks) {
        await read(block)
        if (block.name === 'dockerfile/web') await openTheApp(reader.block(block.name))
      }
      for (const task of chapter.tasks) await doTask(chapter, task)
      expect(reader.errors).toEqual([])
    },
  )

  it('finds every such chapter ticked, after a reload and on the landing page', async () => {
    await reader.page.reload()
    const marks = reader.page.locator('.chapters a[data-progress="finished"]')
    await reader.page.goto(server.address)
    await until(async () => (await marks.count()) === walked.length, 'a tick for every chapter')
  })
})

/** Presses Run, does what the text asks for, and waits for the end that the page promises. */
async function read(block: PlacedBlock): Promise<void> {
  const shown = reader.block(block.name)
  if (block.answers.length === 0 && block.until === undefined) {
    await shown.run()
  } else {
    await shown.button('run').click()
    for (const { when, keys } of block.answers) {
      await shown.shows(when)
      if (keys === '\x03') await shown.button('stop').click()
      else await shown.type(keys.replace('\r', '\n'))
    }
    if (block.until !== undefined) {
      await shown.shows(block.until)
      return
    }
    await shown.finished()
  }
  const words = block.exit === 0 ? 'Finished' : `Ended with exit status ${block.exit}`
  expect(`${block.name}: ${await shown.words()}`).toContain(`${block.name}: ${words}`)
}

async function openTheApp(block: BlockOnPage): Promise<void> {
  await block.element.getByRole('button', { name: 'Port 8080 · Open' }).click()
  const app = block.element.frameLocator('iframe')
  await app.getByRole('heading', { name: 'Hello from a container' }).waitFor()
  await block.element.getByRole('button', { name: 'Close' }).click()
}

async function doTask({ blocks }: Chapter, task: PlacedTask): Promise<void> {
  const card = reader.page.locator(`lesson-task[data-task="${task.name}"]`)
  const check = async () => {
    await card.getByRole('button', { name: /^Check/ }).click()
    await until(
      async () => /missing|done/.test((await card.getAttribute('data-state')) ?? ''),
      `the check of ${task.name}`,
    )
    return card.getByRole('status').innerText()
  }
  // Somebody who has done it already, in an earlier chapter, need not do it again.
  if ((await check()) !== 'Done.') {
    const last = blocks.findLast((block) => block.until === undefined) as PlacedBlock
    const shell = reader.block(last.name)
    // The shell takes one line after the other, however fast they are typed.
    await shell.type(task.solution.map((command) => `${command}\n`).join(''))
  }
  await until(async () => (await check()) === 'Done.', `${task.name} to be done`)
}

import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'
import { noSandboxes, startServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

const site = useLiveSite()

function taskOf(reader: BrowserReader, name = 'authors/two-files'): Locator {
  return reader.page.locator(`lesson-task[data-task="${name}"]`)
}

/** Presses Check, and waits for its words. */
async function check(task: Locator): Promise<string> {
  await task.getByRole('button', { name: /^Check/ }).click()
  await until(
    async () => !/open|checking/.test((await task.getAttribute('data-state')) ?? ''),
    'the end of a check',
  )
  return task.getByRole('status').innerText()
}

describe('a task', () => {
  it('says what is missing, one thing at a time, and then that it is done', async () => {
    await using reader = await site.readerAt('/authors/')
    const task = taskOf(reader)
    const block = reader.block('authors/note')
    await block.run()
    expect(await check(task)).toBe('There is no file named one.txt yet.')
    // What is typed is on the screen before it has run.
    await block.type('touch one.txt; echo "made $((1 + 1))"\n')
    await block.shows(/^made 2$/m)
    expect(await check(task)).toBe('There is no file named two.txt with the word two in it yet.')
    await block.type('echo two > two.txt; echo "made $((1 + 2))"\n')
    await block.shows(/^made 3$/m)
    expect(await check(task)).toBe('Done.')
    await reader.expectAccessible()
    expect(reader.errors).toEqual([])
  })

  it('shows a wrong answer by colour and by a mark, and announces it', async () => {
    await using reader = await site.readerAt('/authors/')
    const task = taskOf(reader, 'authors/two-files')
    const status = task.getByRole('status')
    const looks = () =>
      task.evaluate((element) => ({
        mark: getComputedStyle(element, '::before').content,
        colour: getComputedStyle(element.querySelector('.task-status') as Element).color,
        // A live region that is not there at first is not announced.
        isThere: getComputedStyle(element.querySelector('.task-status') as Element).display,
      }))
    const before = await looks()
    expect(before.isThere).not.toBe('none')
    expect(await check(task)).toBe('There is no file named one.txt yet.')
    const after = await looks()
    expect(after.mark).toContain('!')
    expect(before.mark).not.toContain('!')
    expect(after.colour).not.toBe(before.colour)
    expect(await status.locator('code').innerText()).toBe('one.txt')
    await reader.expectAccessible()
  })

  it('is worked by keyboard alone, and keeps the focus', async () => {
    await using reader = await site.readerAt('/authors/')
    const task = taskOf(reader)
    await task.getByRole('button', { name: 'Check' }).focus()
    await reader.page.keyboard.press('Enter')
    const status = task.getByRole('status')
    await until(async () => (await status.innerText()).includes('one.txt'), 'what is missing')
    expect(await reader.page.locator(':focus').innerText()).toBe('Check')
    await reader.page.keyboard.press('Tab')
    await reader.page.keyboard.press('Enter')
    expect(await task.getByText('makes an empty file').isVisible()).toBe(true)
  })

  it('says in one line that the server has no live terminals', async () => {
    await using pagesOnly = await startServer({
      driver: noSandboxes,
      pages: await builtSite(),
      pagesOnly: true,
    })
    await using reader = await BrowserReader.open(site.browser)
    await reader.page.goto(`${pagesOnly.address}/authors/`)
    expect(await check(taskOf(reader))).toMatch(/^This server has no live terminals/)
    expect(await taskOf(reader).getAttribute('data-state')).toBe('offline')
  })

  it('reads well with no JavaScript: text, hint and solution, no dead buttons', async () => {
    await using reader = await BrowserReader.open(site.browser, { javaScriptEnabled: false })
    await reader.page.goto(`${site.server.address}/authors/`)
    const task = taskOf(reader)
    expect(await task.getByRole('button').count()).toBe(0)
    await task.getByText('Hint', { exact: true }).click()
    expect(await task.getByText('makes an empty file').isVisible()).toBe(true)
    await task.getByText('Solution', { exact: true }).click()
    expect(await task.locator('.task-solution').innerText()).toBe(
      '$ touch one.txt\n$ echo two > two.txt',
    )
  })
})

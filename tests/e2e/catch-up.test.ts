import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type BlockOnPage, BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

function panelOf(reader: BrowserReader, block: string): Locator {
  return reader.block(block).element.locator('.needs-panel')
}

/** A block that has a shell of its own, and nothing that a later block builds on. */
async function runSeenAnyway(reader: BrowserReader): Promise<BlockOnPage> {
  const block = reader.block('authors/seen')
  await block.button('run').click()
  await panelOf(reader, 'authors/seen').getByRole('button', { name: 'Run anyway' }).click()
  await block.finished()
  return block
}

describe('a reader who comes to a block too early', () => {
  it('is told what it builds on, is caught up, and the block then works', async () => {
    await using reader = await site.readerAt('/authors/')
    const block = reader.block('authors/stop')
    const panel = panelOf(reader, 'authors/stop')
    await block.button('run').focus()
    await reader.page.keyboard.press('Enter')
    await panel.waitFor()
    expect(await panel.locator('p').innerText()).toBe(
      'This block builds on 2 earlier blocks: A shell that stays, It got a name.',
    )
    expect(await block.element.locator('.xterm').count()).toBe(0)
    await reader.expectAccessible()

    expect(await reader.page.locator(':focus').innerText()).toBe('Catch me up')
    await reader.page.keyboard.press('Enter')
    await block.finished()
    expect(await block.words()).toMatch(/^Finished (?:after|at once)/)
    expect(await panel.count()).toBe(0)
    // The shell that stayed open was shown in its own block.
    await reader.block('authors/stays').shows('/ #')
    // What ran is known, after a reload too.
    await reader.page.reload()
    await reader.block('authors/seen').run()
    expect(reader.errors).toEqual([])
  })

  it('is told how far it is, and can cancel', async () => {
    await using reader = await site.readerAt('/authors/')
    const panel = panelOf(reader, 'authors/stop')
    await reader.block('authors/stop').button('run').click()
    await panel.waitFor()
    // Within the page, which sees every step, however quick.
    const told = panel.locator('p').evaluate(
      (words) =>
        new Promise<string>((resolve) => {
          const observer = new MutationObserver(() => {
            if (!words.textContent.startsWith('1 of')) return
            resolve(words.textContent)
            words.closest('.needs-panel')?.querySelector('button')?.click()
          })
          observer.observe(words, { childList: true })
        }),
    )
    await panel.getByRole('button', { name: 'Catch me up' }).click()
    expect(await told).toBe('1 of 2: A shell that stays')
    await until(async () => (await panel.count()) === 0, 'the panel to go')
    expect(await reader.page.locator(':focus').innerText()).toBe('Run')
    expect(await reader.block('authors/stop').element.getAttribute('data-state')).toBe('recorded')
  })

  it('may run it anyway, or leave it by Escape', async () => {
    await using reader = await site.readerAt('/authors/')
    const block = reader.block('authors/stop')
    const panel = panelOf(reader, 'authors/stop')
    await block.button('run').click()
    await panel.waitFor()
    await reader.page.keyboard.press('Escape')
    await until(async () => (await panel.count()) === 0, 'the panel to go')
    await block.button('run').click()
    await panel.getByRole('button', { name: 'Run anyway' }).click()
    await block.finished()
    expect(await block.words()).toMatch(/^Failed with exit status 1 (after|at once)/)
  })

  it('reads which block failed, with a way there', async () => {
    await using reader = await site.readerAt('/authors/')
    await reader.page.route('**/lessons.json', async (route) => {
      const text = await (await route.fetch()).text()
      await route.fulfill({ body: text.replace('alpine:latest sh', 'alpine:latest true') })
    })
    const panel = panelOf(reader, 'authors/stop')
    await reader.block('authors/stop').button('run').click()
    await panel.getByRole('button', { name: 'Catch me up' }).click()
    await until(async () => (await panel.innerText()).includes('failed'), 'what failed')
    expect(await panel.locator('p').innerText()).toBe(
      'A shell that stays failed: it did not show "/ #".',
    )
    expect(await panel.getByRole('link').getAttribute('href')).toBe('/authors/#run-authors-stays')
    expect(await reader.page.locator(':focus').innerText()).toBe('Catch me up')
  })

  it('reads that a terminal is busy, in which nothing is typed later on', async () => {
    await using reader = await site.readerAt('/authors/')
    const busy = await runSeenAnyway(reader)
    await busy.type('sleep 1000\n')
    await busy.state('running')
    const panel = panelOf(reader, 'authors/stop')
    await reader.block('authors/stop').button('run').click()
    await panel.getByRole('button', { name: 'Catch me up' }).click()
    await until(async () => (await panel.innerText()).includes('busy'), 'word of the busy terminal')
    expect(await panel.locator('p').innerText()).toBe(
      'It got a name failed: its terminal is busy. End what runs there first.',
    )
    await reader.page.keyboard.press('Escape')
    await busy.button('stop').click()
    await busy.finished()
    await busy.type('echo $((6 * 7))\n')
    await busy.shows(/^42$/m)
    expect(await busy.screen()).toMatch(/^\^C\n~ \$ echo/m)
    expect(reader.errors).toEqual([])
  })

  it('keeps the shell that was there before a catch-up that is cancelled at once', async () => {
    await using reader = await BrowserReader.open(site.browser)
    const { page } = reader
    /** What the server says from the moment on in which a terminal is asked for again. */
    const held: (() => void)[] = []
    let opens = 0
    await page.routeWebSocket('**/live', (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        if (message.includes('"terminal":"authors/seen"')) opens += 1
        server.send(message)
      })
      server.onMessage((message) => {
        const pass = () => socket.send(message)
        if (opens === 2) held.push(pass)
        else pass()
      })
    })
    await page.goto(`${site.server.address}/authors/`)
    const seen = await runSeenAnyway(reader)
    // Not busy any more, or the catch-up would say so.
    await seen.type('answer=42; echo "set $((1 + 1))"\n')
    await seen.shows(/^set 2$/m)
    await seen.finished()
    const panel = panelOf(reader, 'authors/stop')
    await reader.block('authors/stop').button('run').click()
    await panel.getByRole('button', { name: 'Catch me up' }).click()
    await until(() => held.length > 0, 'the answer of the server')
    await panel.getByRole('button', { name: 'Cancel' }).click()
    await until(async () => (await panel.count()) === 0, 'the panel to go')
    opens = 0
    for (const pass of held) pass()
    await seen.type('echo "it is $answer"\n')
    await seen.shows(/^it is 42$/m)
    expect(reader.errors).toEqual([])
  })

  it('is asked at a task, too, and the task is checked after that', async () => {
    await using reader = await site.readerAt('/authors/')
    const task = reader.page.locator('lesson-task[data-task="authors/copy"]')
    await task.getByRole('button', { name: 'Check' }).click()
    const panel = task.locator('.needs-panel')
    await panel.waitFor()
    expect(await panel.locator('p').innerText()).toBe(
      'This task builds on an earlier block: A block.',
    )
    await reader.expectAccessible()
    await reader.page.keyboard.press('Escape')
    await until(async () => (await panel.count()) === 0, 'the panel to go')
    expect(await reader.page.locator(':focus').innerText()).toBe('Check')
    await reader.page.keyboard.press('Enter')
    await panel.getByRole('button', { name: 'Catch me up' }).click()
    await until(
      async () => (await task.getAttribute('data-state')) === 'missing',
      'a check that was made',
    )
    expect(await task.getByRole('status').innerText()).toBe(
      'There is no copy.txt yet that holds the same.',
    )
  })

  it('is asked anew in a new sandbox', async () => {
    await using reader = await site.readerAt('/authors/')
    const block = reader.block('authors/seen')
    await block.button('run').click()
    const panel = panelOf(reader, 'authors/seen')
    await panel.getByRole('button', { name: 'Catch me up' }).click()
    await block.finished()
    await reader.resetSandbox()
    await block.state('gone')
    await block.button('run').click()
    await panel.waitFor()
    expect(await panel.locator('p').innerText()).toBe(
      'This block builds on an earlier block: A shell that stays.',
    )
  })
})

import { describe, expect, it } from 'vitest'
import { BlockOnPage, BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

/** The dock is used as a block is: it has a terminal and a line of words. */
function dockOf(reader: BrowserReader): BlockOnPage {
  return new BlockOnPage(reader.page.locator('.terminal-dock'))
}

async function openByKey(reader: BrowserReader): Promise<BlockOnPage> {
  await reader.page.keyboard.press('Control+Backquote')
  const dock = dockOf(reader)
  await dock.shows('$')
  return dock
}

describe('the terminal beside the text', () => {
  it('opens on any page by its key, takes what is typed, and is the same shell on the next', async () => {
    await using reader = await site.readerAt('/glossary/')
    const dock = await openByKey(reader)
    await until(
      () => dock.element.evaluate((element) => element.contains(document.activeElement)),
      'the focus in the dock',
    )
    await reader.page.keyboard.type('mine=kept; echo typed\n')
    await dock.shows(/^typed$/m)
    await reader.expectAccessible()
    await reader.page.goto(`${site.server.address}/welcome/`)
    await dock.shows(/^typed$/m)
    await dock.type('echo "[$mine]"\n')
    await dock.shows('[kept]')
    expect(reader.errors).toEqual([])
  })

  it('closes by its key, gives the focus back, and keeps its shell', async () => {
    await using reader = await site.readerAt('/welcome/')
    const button = reader.page.locator('#dock-button')
    await button.click()
    const dock = dockOf(reader)
    await dock.shows('$')
    await dock.type('mine=kept\n')
    await dock.shows('mine=kept')
    await reader.page.keyboard.press('Control+Backquote')
    await dock.element.waitFor({ state: 'detached' })
    expect(await button.getAttribute('aria-expanded')).toBe('false')
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    await button.click()
    await dock.type('echo "[$mine]"\n')
    await dock.shows('[kept]')
  })

  it('is resized by the keyboard, put at the side of a wide window, and found so again', async () => {
    await using reader = await BrowserReader.open(site.browser, {
      viewport: { width: 1920, height: 1000 },
    })
    await reader.page.goto(`${site.server.address}/welcome/`)
    const dock = await openByKey(reader)
    const edge = dock.element.getByRole('separator')
    const height = async () => (await dock.element.boundingBox())?.height
    await edge.focus()
    await reader.page.keyboard.press('Home')
    await until(async () => (await height()) === 200, 'a low dock')
    await reader.page.keyboard.press('ArrowUp')
    await until(async () => (await height()) === 240, 'a higher dock')
    await dock.element.getByRole('button', { name: 'To the side' }).click()
    await reader.page.reload()
    await dock.shows('$')
    const box = await dock.element.boundingBox()
    expect(box && box.x + box.width).toBe(1920)
    const block = await reader.block('welcome/first').element.boundingBox()
    expect(block && block.x + block.width).toBeLessThanOrEqual(box?.x ?? 0)
    await reader.expectAccessible()
    expect(reader.errors).toEqual([])
  })

  it('is a sheet over the whole screen of a phone', async () => {
    await using reader = await BrowserReader.open(site.browser, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    })
    await reader.page.goto(`${site.server.address}/welcome/`)
    await reader.page.locator('#dock-button').tap()
    const dock = dockOf(reader)
    await dock.shows('$')
    const box = await dock.element.boundingBox()
    expect(box).toEqual({ x: 0, y: 0, width: 390, height: 844 })
    // Nothing that is said of the sandbox covers its first rows.
    const notices = await reader.page.locator('.sandbox-notice').last().boundingBox()
    const screen = await dock.element.locator('.terminal-screen').boundingBox()
    expect(notices).not.toBeNull()
    expect(screen?.y).toBeGreaterThan((notices?.y ?? 0) + (notices?.height ?? 0))
    await reader.expectAccessible()
    await dock.element.getByRole('button', { name: 'Close' }).tap()
    await dock.element.waitFor({ state: 'detached' })
  })

  it('does a task for the reader, who sees it happen', async () => {
    await using reader = await site.readerAt('/authors/')
    const task = reader.page.locator('lesson-task[data-task="authors/two-files"]')
    await task.getByText('Solution', { exact: true }).click()
    await task.getByRole('button', { name: 'Type and run it for me' }).click()
    const dock = dockOf(reader)
    const command = (await task.locator('.task-solution kbd').last().textContent()) ?? ''
    await dock.shows(command)
    await dock.finished()
    await task.getByRole('button', { name: 'Check' }).click()
    await until(async () => (await task.getAttribute('data-state')) !== 'checking', 'a check')
    expect(reader.errors).toEqual([])
  })
})

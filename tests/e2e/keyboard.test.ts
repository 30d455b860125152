import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { BlockOnPage, BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

/** Presses a key until the focus is on what matches, as a reader does who looks for it. */
async function goTo(page: Page, key: 'Tab' | 'Shift+Tab', selector: string): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press(key)
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return
  }
  throw new Error(`${key} was pressed 200 times, and never reached ${selector}.`)
}

function focusIsIn(page: Page, selector: string): Promise<boolean> {
  return page.evaluate((wanted) => document.activeElement?.closest(wanted) !== null, selector)
}

async function liveBlock(reader: BrowserReader): Promise<BlockOnPage> {
  const block = reader.block('welcome/first')
  await block.run()
  return block
}

function scrollTop(page: Page): Promise<number> {
  return page.evaluate(() => scrollY)
}

describe('a reader with a keyboard alone', () => {
  it('gets from the top of a chapter through a live block to Next, and back', async () => {
    await using reader = await site.readerAt('/welcome/')
    const { page } = reader
    const block = reader.block('welcome/first')
    const inBlock = (part: string) => `[data-block="welcome/first"] ${part}`
    await goTo(page, 'Tab', inBlock('[data-action="run"]'))
    await page.keyboard.press('Enter')
    await block.finished()
    await page.keyboard.type('echo typed\n')
    await block.shows(/^typed$/m)
    const hint = block.element.locator('.terminal-hint')
    expect(await hint.textContent()).toBe('Shift+Esc leaves the terminal')
    // Within, Tab is the shell's.
    await page.keyboard.press('Tab')
    expect(await focusIsIn(page, '.xterm-helper-textarea')).toBe(true)

    await page.keyboard.press('Shift+Escape')
    expect(await focusIsIn(page, '.terminal-screen')).toBe(true)
    expect(await hint.textContent()).toBe('Enter: type · Tab: go on · Shift+Tab: go back')
    await reader.expectAccessible()
    await goTo(page, 'Shift+Tab', inBlock('.terminal-button'))
    await goTo(page, 'Tab', inBlock('.terminal-screen'))
    await page.keyboard.press('Enter')
    await page.keyboard.type('echo again\n')
    await block.shows(/^again$/m)

    await page.keyboard.press('Shift+Escape')
    await page.keyboard.press('Tab')
    expect(await focusIsIn(page, '.terminal-screen')).toBe(false)
    await goTo(page, 'Tab', '[data-block="welcome/counting"] [data-action="run"]')
    // From below, it is passed as well.
    await goTo(page, 'Shift+Tab', inBlock('.terminal-screen'))
    await goTo(page, 'Shift+Tab', inBlock('[data-action="run"]'))
    await goTo(page, 'Tab', 'a[rel="next"]')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/docker-basics/')
  })

  it('reads what has scrolled away, without typing', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = await liveBlock(reader)
    const { keyboard } = reader.page
    await block.type('seq -f "row %g" 100\n')
    await block.shows(/^row 100$/m)
    await keyboard.press('Shift+Escape')
    await keyboard.press('Home')
    await block.shows('cat welcome.txt')
    await keyboard.press('PageDown')
    await keyboard.press('PageDown')
    await until(async () => !(await block.screen()).includes('welcome'), 'the rows below')
    await keyboard.press('End')
    await block.shows(/^row 100$/m)
  })

  it('sends Esc in a maximised terminal to the program, and sees the way out there', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = await liveBlock(reader)
    await block.button('maximise').click()
    await block.type('cat -v\n')
    await block.state('running')
    await reader.page.keyboard.press('Escape')
    await reader.page.keyboard.type('kept\n')
    await block.shows(/^\^\[kept$/m)
    expect(await block.element.getAttribute('data-maximised')).toBe('')
    const restore = block.element.getByRole('button', { name: 'Restore size Shift+Esc' })
    expect(await restore.isVisible()).toBe(true)
    await reader.expectAccessible()
    await reader.page.keyboard.press('Shift+Escape')
    expect(await block.element.getAttribute('data-maximised')).toBeNull()
    expect(await focusIsIn(reader.page, '.xterm-helper-textarea')).toBe(true)
    await block.button('maximise').click()
    await restore.click()
    expect(await block.element.getAttribute('data-maximised')).toBeNull()
  })

  it('finds out which keys do what', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = await liveBlock(reader)
    await block.element.getByRole('button', { name: 'Keys', exact: true }).press('Enter')
    const dialog = reader.page.getByRole('dialog', { name: 'Keys in a terminal' })
    await dialog.getByText('Ctrl+Shift+F').waitFor()
    await reader.expectAccessible()
    await reader.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await focusIsIn(reader.page, '.terminal-tools')).toBe(true)
  })
})

describe.each([
  ['', false],
  [' in screen reader mode', true],
])('the keys of a program%s', (_, isReadOut) => {
  it('reach it, and neither the browser nor the page', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = await liveBlock(reader)
    const { page } = reader
    if (isReadOut) await block.element.getByRole('button', { name: 'Screen reader mode' }).click()
    await block.type('cat -v\n')
    await block.state('running')
    await page.evaluate(() => document.documentElement.toggleAttribute('data-not-reloaded', true))
    const before = await scrollTop(page)
    const keys = ['F1', 'F3', 'F5', 'F12', 'Shift+Tab', 'PageUp', 'PageDown', 'Home', 'End']
    for (const key of [...keys, 'ArrowUp', 'ArrowDown', 'Delete']) await page.keyboard.press(key)
    await page.keyboard.press('Enter')
    const sequences = [
      'OP',
      'OR',
      '[15~',
      '[24~',
      '[Z',
      '[5~',
      '[6~',
      '[H',
      '[F',
      '[A',
      '[B',
      '[3~',
    ]
    const wanted = sequences.map((sequence) => `^[${sequence}`).join('')
    // Not by `shows`, which scrolls to the block.
    const rows = block.element.locator('.xterm-rows')
    await until(async () => (await rows.innerText()).includes(wanted), 'the keys in the program')
    expect(await page.evaluate(() => document.documentElement.dataset['notReloaded'])).toBe('')
    expect(await scrollTop(page)).toBe(before)
    expect(await focusIsIn(page, '.xterm-helper-textarea')).toBe(true)
    await page.keyboard.press('Control+c')
    await block.finished()

    await block.type('seq -f "row %g" 500 | less\n')
    await block.shows(/^row 1$/m)
    const inLess = await scrollTop(page)
    await page.keyboard.press('PageDown')
    await until(async () => !/^row\s1\s*$/m.test(await rows.innerText()), 'the next page in less')
    await page.keyboard.press('End')
    expect(await scrollTop(page)).toBe(inLess)
  })
})

describe('a reader with a screen reader', () => {
  it('switches its mode on where the terminal is, hears that, and keeps it', async () => {
    await using reader = await site.readerAt('/welcome/')
    const block = await liveBlock(reader)
    expect(await block.element.locator('.xterm-accessibility').count()).toBe(0)
    await block.element.getByRole('button', { name: 'Screen reader mode' }).press('Enter')
    expect(await block.element.locator('.terminal-news').textContent()).toBe(
      'Screen reader mode is on. Output is read out as it comes.',
    )
    await block.type('echo heard\n')
    await until(
      async () =>
        (await block.element.locator('.xterm-accessibility').innerText()).includes('heard'),
      'the output for the screen reader',
    )
    await reader.expectAccessible()
    await reader.page.reload()
    await block.shows(/^heard$/m)
    const again = block.element.getByRole('button', { name: 'Screen reader mode' })
    expect(await again.getAttribute('aria-pressed')).toBe('true')
    expect(await block.element.locator('.xterm-accessibility').count()).toBe(1)
    await again.click()
    expect(await block.element.locator('.xterm-accessibility').count()).toBe(0)
  })
})

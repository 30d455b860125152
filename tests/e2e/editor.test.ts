import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { Reader, until } from '../support/reader.ts'

const site = useLiveSite()

const FILE = '~/hello/Dockerfile'

function savedFile(reader: BrowserReader): Locator {
  return reader.page.locator('saved-file[data-file="authors-files/hello-file"]')
}

function editorOf(reader: BrowserReader): Locator {
  return reader.page.getByRole('region', { name: 'Editor' })
}

async function says(place: Locator, words: string): Promise<void> {
  const status = place.getByRole('status')
  await until(async () => (await status.innerText()).includes(words), `the words ${words}`)
}

/** The reader's sandbox, as their shell sees it. */
async function shellOf(reader: BrowserReader): Promise<Reader & Disposable> {
  const token = await reader.page.evaluate(() => localStorage.getItem('blitz-token'))
  return new Reader(site.server.address, token ?? undefined)
}

async function run(shell: Reader, command: string): Promise<string> {
  return (await shell.client.exec(command)).stdout
}

describe('a file of the course', () => {
  it('is saved by its button, opened, edited by keyboard, and noticed when the shell changes it', async () => {
    await using reader = await site.readerAt('/authors-files/')
    const { page } = reader
    const place = savedFile(reader)
    await place.getByRole('button', { name: 'Save to the sandbox' }).click()
    await says(place, 'Saved.')
    using shell = await shellOf(reader)
    expect(await run(shell, `cat ${FILE}`)).toMatch(/^FROM alpine:latest\n.*\n$/)

    await page.getByRole('link', { name: 'the Dockerfile', exact: true }).click()
    const editor = editorOf(reader)
    const text = editor.getByRole('textbox', { name: `Text of ${FILE}` })
    await text.waitFor()
    await reader.expectAccessible()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('# mine\n')
    await says(editor, 'Not saved yet.')
    await page.keyboard.press('Control+s')
    await says(editor, 'Saved.')
    expect(await run(shell, `head -n 1 ${FILE}`)).toBe('# mine\n')

    await run(shell, `echo '# theirs' > ${FILE}`)
    await page.keyboard.type('# more\n')
    await page.keyboard.press('Control+s')
    await says(editor, 'changed in your sandbox after you opened it')
    expect(await run(shell, `cat ${FILE}`)).toBe('# theirs\n')
    await editor.getByRole('button', { name: 'Load the changed file' }).click()
    await until(async () => (await text.innerText()).includes('# theirs'), 'the changed file')
    await page.keyboard.press('Control+z')
    await until(async () => (await text.innerText()).includes('# more'), 'what was typed')

    // Escape, then Tab: out of the text, where Tab alone would be typed.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    expect(await text.evaluate((element) => element.contains(document.activeElement))).toBe(false)

    // A page that goes keeps what is not saved.
    await page.reload()
    await page.getByRole('link', { name: 'the Dockerfile', exact: true }).click()
    await says(editor, 'not saved yet')
    expect(await text.innerText()).toContain('# more')
    await editor.getByRole('button', { name: 'Save', exact: true }).click()
    await says(editor, 'Saved.')
    expect(await run(shell, `sed -n 2p ${FILE}`)).toBe('# more\n')

    // What the reader has made of it is not overwritten without a question.
    await editor.getByRole('button', { name: 'Close' }).click()
    await place.getByRole('button', { name: 'Save to the sandbox' }).click()
    const question = page.getByRole('dialog', { name: `Overwrite ${FILE}?` })
    await question.getByRole('button', { name: 'Keep it' }).click()
    await says(place, 'stays as it is')
    await place.getByRole('button', { name: 'Save to the sandbox' }).click()
    await question.getByRole('button', { name: 'Overwrite' }).click()
    await says(place, 'Saved.')
    expect(await run(shell, `cat ${FILE}`)).toMatch(/^FROM alpine/)
    expect(reader.errors).toEqual([])
  })

  it('is a step that a later block needs, and a reader who comes too early is caught up with it', async () => {
    await using reader = await site.readerAt('/authors-files/')
    const block = reader.block('authors-files/hello')
    await block.button('run').click()
    const panel = block.element.locator('.needs-panel')
    await panel.waitFor()
    expect(await panel.locator('p').innerText()).toContain(FILE)
    await panel.getByRole('button', { name: 'Catch me up' }).click()
    await block.shows('Hello from my own image')
    expect(reader.errors).toEqual([])
  })
})

describe('the files of the sandbox', () => {
  it('are listed beside the dock, made, renamed and deleted, on a phone too', async () => {
    await using reader = await BrowserReader.open(site.browser, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    })
    const { page } = reader
    await page.goto(`${site.server.address}/welcome/`)
    await page.locator('#dock-button').click()
    await page.locator('.terminal-dock').getByRole('button', { name: 'Files' }).click()
    const editor = editorOf(reader)
    await editor.getByRole('button', { name: /^welcome\.txt/ }).waitFor()
    await reader.expectAccessible()
    expect(await editor.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })

    await editor.getByRole('button', { name: 'New file' }).click()
    const path = editor.getByLabel('Path of the file')
    await path.fill('~/../x')
    await page.keyboard.press('Enter')
    await says(editor, 'The path leads out of its folder. Leave out “..”.')
    await path.fill('~/my notes/-a b.md')
    await page.keyboard.press('Enter')
    await editor.getByRole('textbox', { name: 'Text of ~/my notes/-a b.md' }).waitFor()
    await page.keyboard.type('# Mine')
    await editor.getByRole('button', { name: 'Save', exact: true }).click()
    await says(editor, 'Saved.')

    await editor.getByRole('button', { name: 'Rename' }).click()
    await path.fill('~/my notes/c.md')
    await page.keyboard.press('Enter')
    const renamed = editor.getByRole('textbox', { name: 'Text of ~/my notes/c.md' })
    await renamed.waitFor()
    expect(await renamed.innerText()).toBe('# Mine')
    using shell = await shellOf(reader)
    expect(await run(shell, 'ls ~/"my notes"')).toBe('c.md\n')
    await editor.getByRole('button', { name: 'Delete' }).click()
    const question = page.getByRole('dialog', { name: 'Delete ~/my notes/c.md?' })
    await question.getByRole('button', { name: 'Delete' }).click()
    await says(editor, 'Deleted.')
    expect(await run(shell, 'ls ~/"my notes"')).toBe('')

    await run(shell, 'head -c 2M /dev/zero > ~/large; head -c 20 /dev/zero > ~/binary')
    await editor.getByRole('button', { name: 'New file' }).click()
    await path.fill('~/large')
    await page.keyboard.press('Enter')
    await says(editor, '~/large has 2.1 MB. The editor opens files of up to 1 MB.')
    await editor.getByRole('button', { name: 'New file' }).click()
    await path.fill('~/binary')
    await page.keyboard.press('Enter')
    await says(editor, '~/binary is not text')
    expect(reader.errors).toEqual([])
  })

  it('are plain text without JavaScript, and nothing of the editor is loaded before it is wanted', async () => {
    await using reader = await BrowserReader.open(site.browser, { javaScriptEnabled: false })
    await reader.page.goto(`${site.server.address}/authors-files/`)
    expect(await savedFile(reader).getByRole('button').count()).toBe(0)
    expect(await savedFile(reader).locator('pre').innerText()).toContain('FROM alpine:latest')
    expect(await reader.page.getByRole('link', { name: 'the Dockerfile' }).count()).toBe(0)
    expect(await reader.page.locator('file-link').innerText()).toBe('the Dockerfile')
    await using other = await site.readerAt('/authors-files/')
    await savedFile(other).getByRole('button').first().waitFor()
    await other.page.waitForLoadState('networkidle')
    expect(other.scripts.filter((address) => /editor\./.test(address))).toEqual([])
  })
})

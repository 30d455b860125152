import { describe, expect, it } from 'vitest'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

describe('what a block captures', () => {
  it('stands in the text and in later commands, until the sandbox is gone', async () => {
    await using reader = await site.readerAt('/authors/')
    const inText = reader.page.locator('p code [data-value="authors/visitor"]')
    const inCommand = reader.block('authors/stop').element.locator('kbd [data-value]')
    const recorded = await inText.textContent()
    expect(recorded).toMatch(/^[a-z]+_[a-z]+\d?$/)
    expect(await inText.getAttribute('data-own')).toBeNull()

    await reader.block('authors/stays').button('run').click()
    await reader.block('authors/stays').shows('/ #')
    await reader.block('authors/seen').run()
    await until(async () => (await inText.textContent()) !== recorded, 'a value of its own')
    const visitor = (await inText.textContent()) ?? ''
    expect(visitor).toMatch(/^[a-z]+_[a-z]+\d?$/)
    // A long name is at the end of a line that the screen may break.
    const shown = async () => (await reader.block('authors/seen').screen()).replaceAll('\n', '')
    await until(async () => (await shown()).includes(visitor), 'the value in the list')
    expect(await inText.getAttribute('title')).toBe('From your sandbox')
    await until(async () => (await inCommand.textContent()) === visitor, 'the value in a command')
    await reader.expectAccessible()

    await reader.page.reload()
    await until(async () => (await inText.textContent()) === visitor, 'the value after a reload')
    await reader.block('authors/stop').run()
    await reader.block('authors/stop').shows(`container stop -t 1 ${visitor}`)
    await reader.block('authors/stays').finished()

    await reader.resetSandbox()
    await until(async () => (await inText.textContent()) === recorded, 'the recorded value')
    expect(await inText.getAttribute('title')).toBe('')
    expect(reader.errors).toEqual([])
  })

  it('is shown in a second tab, too', async () => {
    await using reader = await site.readerAt('/authors/')
    const tab = await reader.page.context().newPage()
    await tab.goto(`${site.server.address}/authors/`)
    await reader.block('authors/stays').button('run').click()
    await reader.block('authors/stays').shows('/ #')
    const inTab = tab.locator('p code [data-value="authors/visitor"]')
    const recorded = await inTab.textContent()
    await reader.block('authors/seen').run()
    await until(async () => (await inTab.textContent()) !== recorded, 'the value in the other tab')
  })
})

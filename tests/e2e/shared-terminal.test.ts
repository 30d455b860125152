import { describe, expect, it } from 'vitest'
import { BadLine } from '../support/bad-line.ts'
import { BlockOnPage, BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()
const BLOCK = 'docker-basics/version'

let asked = 0

/** The size that programs of the block's shell see: rows and columns. */
async function sizeOf(block: BlockOnPage): Promise<string> {
  const name = `size-${++asked}`
  await block.type(`echo "${name} $(stty size)"\n`)
  const said = new RegExp(`^${name} (\\d+ \\d+)`, 'm')
  await block.shows(said)
  return said.exec(await block.screen())?.[1] ?? ''
}

describe('a shell that is found again', () => {
  it('is not typed into by answers to what was asked before', async () => {
    await using reader = await site.readerAt('/docker-basics/')
    const block = reader.block(BLOCK)
    await block.run()
    // What editors ask for: attributes, position, modes, colours.
    const queries = String.raw`\e[c\e[>c\e[6n\e[?2026$p\e]10;?\a\e]11;?\a\eP$qm\e\\`
    await block.type(`printf '${queries}'; read -rsN 1000 -t 2; clear; echo asked\n`)
    await block.shows(/^asked/m)
    await reader.page.reload()
    await block.finished()
    await block.type('echo "after"\n')
    await block.shows(/^after/m)
    expect(await block.screen()).not.toMatch(/rgb:|\d;\d+R|\?1;2c/)
  })

  it('answers what is asked now', async () => {
    await using reader = await site.readerAt('/docker-basics/')
    const block = reader.block(BLOCK)
    await block.run()
    const ask = String.raw`read -rsdc -p $'\e[c' answer; echo "answered ${'$'}{#answer}"`
    await block.type(`${ask}\n`)
    await block.shows(/^answered [1-9]/m)
  })
})

describe('a shell in two windows', () => {
  it('has the size of the window that was used last, and the other one says so', async () => {
    await using reader = await site.readerAt('/docker-basics/')
    const first = reader.block(BLOCK)
    await first.run()
    const wide = await sizeOf(first)

    const page = await reader.page.context().newPage()
    await page.setViewportSize({ width: 2200, height: 800 })
    await page.goto(reader.page.url())
    const second = new BlockOnPage(page.locator(`live-terminal[data-block="${BLOCK}"]`))
    await second.button('run').click()
    await second.finished()
    await second.button('maximise').click()
    const other = await sizeOf(second)
    expect(other).not.toBe(wide)

    const notice = first.element.getByRole('button', { name: /another window/ })
    await reader.page.bringToFront()
    await notice.waitFor()
    await notice.click()
    await notice.waitFor({ state: 'hidden' })
    await first.type('clear\n')
    expect(await sizeOf(first)).toBe(wide)
  })
})

/** A block that was run by a reader who has the site by a line on which things go wrong. */
async function onBadLine() {
  await using opened = new AsyncDisposableStack()
  const line = opened.use(await BadLine.open(Number(new URL(site.server.address).port)))
  const reader = opened.use(await BrowserReader.open(site.browser))
  await reader.page.goto(`${line.address}/docker-basics/`)
  const block = reader.block(BLOCK)
  await block.run()
  const held = opened.move()
  return { line, block, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

describe('a reader on a line that dies without a word', () => {
  it('reads that the keys wait, and finds what they did when the line is back', async () => {
    await using bad = await onBadLine()
    const { line, block } = bad
    line.swallow()
    await block.type('echo "six $((6 * 7))"\n')
    await until(async () => /keys? (is|are|waits?) /.test(await block.words()), 'the word')
    await block.shows(/^six 42/m)
    await block.finished()
  })

  it('presses Run, and it runs when the line is back', async () => {
    await using bad = await onBadLine()
    const { line, block } = bad
    line.swallow()
    await block.run()
    await block.run()
  })

  it('takes a Run back by Stop, and nothing of it is typed', async () => {
    await using bad = await onBadLine()
    const { line, block } = bad
    await block.type('clear\n')
    // A Run that is pressed while a command runs is no Run.
    await until(async () => !/Server|clear/.test(await block.screen()), 'a cleared screen')
    await block.finished()
    line.swallow()
    await block.button('run').click()
    await until(async () => (await block.words()).includes('for the connection'), 'the word')
    await block.button('stop').click()
    await block.finished()
    await block.type('echo "and now"\n')
    await block.shows(/^and now/m)
    expect(await block.screen()).not.toContain('Server')
    await block.run()
  })
})

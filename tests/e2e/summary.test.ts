import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { useLiveSite } from '../support/live-site.ts'

const site = useLiveSite()

describe('the end of the course', () => {
  it('says what the reader did, with a transcript to keep, until the reader clears it', async () => {
    await using reader = await site.readerAt('/conclusion/')
    const { page } = reader
    const summary = page.locator('course-summary')
    await summary.scrollIntoViewIfNeeded()
    await summary.getByText('You have not run anything of this course').waitFor()

    await page.goto(`${site.server.address}/welcome/`)
    const block = reader.block('welcome/note')
    await block.run()
    await block.type('for n in 1 2\ndo echo "number $n"\ndone; false\n')
    await block.state('failed')
    await block.type('clear\n')
    await block.state('finished')
    // A command is kept once its output has been read, a moment after it has ended.
    await page.waitForFunction(() =>
      Object.values(localStorage).some((kept) => /"command":"clear".*"status":0/.test(kept)),
    )

    await page.goto(`${site.server.address}/conclusion/`)
    await summary.scrollIntoViewIfNeeded()
    await summary.getByText(/^You ran 1 of \d+ blocks and did 0 of \d+ tasks\.$/).waitFor()
    await reader.expectAccessible()
    const downloading = page.waitForEvent('download')
    await summary.getByRole('button', { name: 'Download the transcript' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('docker-blitz-transcript.md')
    const text = await readFile(await download.path(), 'utf8')
    expect(text).toMatch(/^# Docker Blitz: what you did\n\nYou ran 1 of /)
    expect(text).toContain(`## 1. Welcome

### Leave a note

\`\`\`console
$ echo "I was here" > note.txt
$ for n in 1 2
> do echo "number $n"
> done; false
number 1
number 2
[exit status 1]
$ clear
\`\`\`
`)
    expect(reader.errors).toEqual([])

    await page.goto(site.server.address)
    await page.locator('course-progress').getByRole('button', { name: 'Clear my progress' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Clear my progress' }).click()
    await page.goto(`${site.server.address}/conclusion/`)
    await summary.scrollIntoViewIfNeeded()
    await summary.getByText('You have not run anything of this course').waitFor()
  })
})

import type { CDPSession } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { BlockOnPage, BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'
import { typedLine } from '../support/typed-line.ts'

const site = useLiveSite()

interface Typist {
  readonly reader: BrowserReader
  readonly block: BlockOnPage
  /** Chromium's own way to say what an input method does. */
  readonly inputMethod: CDPSession
}

async function typistAt({ reader }: { reader: BrowserReader }): Promise<Typist> {
  const block = reader.block('welcome/first')
  await block.run()
  return { reader, block, inputMethod: await reader.page.context().newCDPSession(reader.page) }
}

function compose(inputMethod: CDPSession, text: string): Promise<unknown> {
  const end = text.length
  return inputMethod.send('Input.imeSetComposition', {
    text,
    selectionStart: end,
    selectionEnd: end,
  })
}

/** A key that the input method of a touch keyboard handles, and the text that it makes of it. */
async function softKey(inputMethod: CDPSession, text: string): Promise<void> {
  const key = { key: 'Unidentified', windowsVirtualKeyCode: 229 }
  await inputMethod.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
  await inputMethod.send('Input.insertText', { text })
  await inputMethod.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
}

/** Replaces the last `length` characters of the text field, as a correction does. */
function correct({ reader }: Typist, length: number, text: string): Promise<void> {
  return reader.page.evaluate(
    ([length, text]) => {
      const field = document.activeElement as HTMLTextAreaElement
      field.setSelectionRange(field.value.length - length, field.value.length)
      document.execCommand('insertText', false, text)
    },
    [length, text] as const,
  )
}

function transfer(
  { block }: Typist,
  type: 'drop' | 'paste',
  text: string,
  target = '.xterm-helper-textarea',
): Promise<void> {
  return block.element.locator(target).evaluate(
    (element, [type, text]) => {
      const data = new DataTransfer()
      if (text === '') data.items.add(new File(['x'], 'x.txt'))
      else data.setData('text/plain', text)
      const init = { bubbles: true, cancelable: true }
      element.dispatchEvent(
        type === 'drop'
          ? new DragEvent('drop', { ...init, dataTransfer: data })
          : new ClipboardEvent('paste', { ...init, clipboardData: data }),
      )
    },
    [type, text] as const,
  )
}

function isTold({ reader }: Typist, words: string): Promise<void> {
  const notices = reader.page.locator('.sandbox-notices')
  return until(async () => (await notices.innerText()).includes(words), words)
}

describe.each([
  ['', false],
  [' in screen reader mode', true],
])('what comes by other ways than keys%s arrives once and in order', (_, isReadOut) => {
  it('from an emoji picker, dictation, a composition, a dead key and a touch keyboard', async () => {
    await using reader = await site.readerAt('/welcome/')
    const typist = await typistAt({ reader })
    const { block, inputMethod } = typist
    const { keyboard } = reader.page
    const toggle = block.element.getByRole('button', { name: 'Screen reader mode' })
    if (isReadOut) await toggle.click()
    expect(await toggle.getAttribute('aria-pressed')).toBe(String(isReadOut))

    const emoji = await typedLine(block, async () => {
      await keyboard.type('aB')
      await keyboard.insertText('😀')
      await keyboard.type('cD')
      await keyboard.insertText('👩‍🚀 dictated words')
      await keyboard.type('.E')
    })
    expect(emoji).toBe('aB😀cD👩‍🚀 dictated words.E')

    const composed = await typedLine(block, async () => {
      await keyboard.type('x')
      for (const text of ['に', 'にほ', 'にほん']) await compose(inputMethod, text)
      await inputMethod.send('Input.insertText', { text: '日本' })
      await keyboard.type('Y')
      for (const text of ['ㅎ', '하', '한']) await compose(inputMethod, text)
      await inputMethod.send('Input.insertText', { text: '한' })
      await compose(inputMethod, '국')
      await inputMethod.send('Input.insertText', { text: '국' })
    })
    expect(composed).toBe('x日本Y한국')

    const dead = await typedLine(block, async () => {
      const press = (key: string, code: string, text?: string) =>
        inputMethod.send('Input.dispatchKeyEvent', {
          type: text === undefined ? 'rawKeyDown' : 'keyDown',
          key,
          code,
          windowsVirtualKeyCode: text === undefined ? 221 : 69,
          ...(text !== undefined && { text }),
        })
      await press('Dead', 'BracketLeft')
      await press('ê', 'KeyE', 'ê')
      await keyboard.type('fG')
      await press('Dead', 'BracketLeft')
      await keyboard.press('Backspace')
    })
    expect(dead).toBe('êf')

    const soft = await typedLine(block, async () => {
      for (const letter of 'teh') await softKey(inputMethod, letter)
      await correct(typist, 3, 'the ')
      await softKey(inputMethod, 'c')
      await keyboard.type('AT')
    })
    expect(soft).toBe('the cAT')
    expect(reader.errors).toEqual([])
  })
})

describe('a reader who pastes or drops', () => {
  it('types what is dropped anywhere on the terminal, and is told that a file is not taken', async () => {
    await using reader = await site.readerAt('/welcome/')
    const typist = await typistAt({ reader })
    const line = await typedLine(typist.block, async () => {
      await transfer(typist, 'drop', 'dropped text', '.xterm-screen')
    })
    expect(line).toBe('dropped text')
    await transfer(typist, 'drop', '', '.xterm-screen')
    await isTold(typist, 'Only text can be dropped onto a terminal, not files.')
  })

  it('pastes with Ctrl+V and with Ctrl+Shift+V', async () => {
    await using reader = await site.readerAt('/welcome/')
    const { block } = await typistAt({ reader })
    await reader.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await reader.page.evaluate(() => navigator.clipboard.writeText('from elsewhere '))
    const line = await typedLine(block, async () => {
      await reader.page.keyboard.press('Control+v')
      await block.shows(/from elsewhere/)
      await reader.page.keyboard.press('Control+Shift+V')
      await block.shows(/from elsewhere from elsewhere/)
    })
    expect(line).toBe('from elsewhere from elsewhere ')
  })

  it('is told what was taken out of a paste, and no line of it runs by itself', async () => {
    await using reader = await site.readerAt('/welcome/')
    const typist = await typistAt({ reader })
    await transfer(typist, 'paste', 'echo one\x1b[201~\necho \x07two\u202e')
    await typist.block.shows(/echo one\s+echo two/)
    await isTold(
      typist,
      '3 invisible control characters were removed from what you pasted: ' +
        'end-of-paste marker, BEL, U+202E.',
    )
    expect(await typist.block.screen()).not.toMatch(/^one$/m)
    await reader.page.keyboard.press('Enter')
    await typist.block.shows(/^one\ntwo$/m)
  })

  it('is told when a program runs each pasted line at once', async () => {
    await using reader = await site.readerAt('/welcome/')
    const typist = await typistAt({ reader })
    await typist.block.type('cat\n')
    await typist.block.state('running')
    await transfer(typist, 'paste', 'one\ntwo\nthree\n')
    await typist.block.shows(/three[\s\S]*three/)
    await isTold(typist, 'You pasted 3 lines.')
  })

  it('is told both sizes of a paste that is too large, and nothing of it is typed', async () => {
    await using reader = await site.readerAt('/welcome/')
    const typist = await typistAt({ reader })
    const line = await typedLine(typist.block, async () => {
      await typist.block.element.locator('.xterm-helper-textarea').evaluate((element) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', 'x'.repeat(50 * 1024 * 1024))
        element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }))
      })
      await reader.page.keyboard.type('still here')
    })
    expect(line).toBe('still here')
    await isTold(typist, 'What you pasted has 50 MiB, and a terminal takes 1 MiB at once.')
  })
})

describe('a reader at a wide terminal', () => {
  it('sees the left of a program that paints, and follows what is typed', async () => {
    await using reader = await site.readerAt('/welcome/')
    await reader.page.setViewportSize({ width: 500, height: 800 })
    const { block } = await typistAt({ reader })
    const scrolled = () =>
      block.element.locator('.terminal-screen').evaluate(({ scrollLeft }) => scrollLeft)
    await block.type(`echo ${'long '.repeat(20)}`)
    await until(async () => (await scrolled()) > 0, 'a view of what is typed')
    await reader.page.keyboard.press('Enter')
    await until(async () => (await scrolled()) === 0, 'a view of what answers')
    // It paints to the last column, and parks the cursor there.
    await block.type(`printf '\\033[?25l\\033[2;110Hright\\033[3;115H'; sleep 1000\n`)
    await block.shows('right')
    expect(await scrolled()).toBe(0)
    await reader.page.keyboard.press('Control+c')
    await block.finished()
    await block.type('top\n')
    await block.shows(/load average/)
    expect(await scrolled()).toBe(0)
    await block.type('q')
    await block.finished()
    await block.type('watch -n 1 date\n')
    await block.shows(/Every 1\.0s/)
    expect(await scrolled()).toBe(0)
  })
})

describe('a reader who selects and searches', () => {
  it('has copied a selection whose drag ends outside of the block', async () => {
    await using reader = await site.readerAt('/welcome/')
    await reader.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const { block } = await typistAt({ reader })
    await block.type('clear; echo to be copied\n')
    await block.shows(/^to be copied$/m)
    const row = block.element.locator('.xterm-rows > div').first()
    const box = await row.boundingBox()
    const outside = await block.element.boundingBox()
    if (!box || !outside) throw new Error('The terminal is not on the page.')
    await reader.page.mouse.move(box.x + 1, box.y + box.height / 2)
    await reader.page.mouse.down()
    await reader.page.mouse.move(box.x + 100, box.y + box.height / 2)
    await reader.page.mouse.move(box.x + 200, outside.y + outside.height + 20)
    await reader.page.mouse.up()
    await until(
      async () =>
        (await reader.page.evaluate(() => navigator.clipboard.readText())).startsWith(
          'to be copied',
        ),
      'the copied text',
    )
  })

  it('finds text in what has scrolled away, by keyboard', async () => {
    await using reader = await site.readerAt('/welcome/')
    const { block } = await typistAt({ reader })
    await block.type('for n in $(seq 200); do echo "Row $n."; done; echo row 7\n')
    await block.shows(/^row 7$/m)
    await reader.page.keyboard.press('Control+Shift+F')
    const search = block.element.getByRole('search')
    await reader.page.keyboard.type('row 7')
    // Row 7, rows 70 to 79, and the last row, as it was typed and as it was printed.
    await search.getByText(/^\d+ of 13$/).waitFor()
    await search.getByRole('button', { name: 'Match case' }).click()
    await search.getByText(/^\d of 2$/).waitFor()
    await search.getByRole('button', { name: 'Match case' }).click()
    await search.getByRole('textbox').fill('Row 50.')
    await block.shows(/^Row 50\.$/m)
    await reader.expectAccessible()
    await search.getByRole('textbox').press('Escape')
    expect(await search.isVisible()).toBe(false)
    expect(await reader.page.locator(':focus').getAttribute('class')).toMatch(/xterm-helper/)
  })
})

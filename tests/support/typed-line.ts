import type { BlockOnPage } from './browser.ts'
import { until } from './reader.ts'

let lines = 0

/**
 * What a program in the terminal reads while the reader types one line by `typing`. The kernel's
 * own line editing is at work, so that Backspace erases.
 */
export async function typedLine(
  block: BlockOnPage,
  typing: () => Promise<unknown>,
): Promise<string> {
  const mark = `line-${++lines}`
  await block.type(
    `echo ${mark}-begins; IFS= read -r l; echo "$(printf %s "$l" | od -An -v -tx1 | tr -d ' \\n')-${mark}"\n`,
  )
  await block.shows(new RegExp(`^${mark}-begins$`, 'm'))
  await typing()
  await block.element.page().keyboard.press('Enter')
  let hex = ''
  await until(async () => {
    const found = new RegExp(`^([0-9a-f]*)-${mark}$`, 'm').exec(await block.screen())
    hex = found?.[1] ?? ''
    return found !== null
  }, 'the line that was typed')
  return Buffer.from(hex, 'hex').toString()
}

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const PAGE = join(import.meta.dirname, '../../../docs/browsers.md')

/** Set by whoever wants the table in the docs renewed; a checkout stays clean without it. */
const VARIABLE = 'BROWSERS_TABLE'

const BEGIN = '<!-- table -->\n'
const END = '<!-- end of table -->'

/** What each browser did, for the docs. */
export class StoryTable {
  readonly #versions = new Map<string, string>()
  readonly #rows = new Map<string, Map<string, string>>()

  add(browser: string, version: string): void {
    this.#versions.set(browser, version)
  }

  async record(browser: string, story: string, act: () => Promise<void>): Promise<void> {
    const row = this.#rows.get(story) ?? new Map<string, string>()
    this.#rows.set(story, row.set(browser, 'no'))
    await act()
    row.set(browser, 'yes')
  }

  /** Writes the table into the docs, where that is wanted. */
  async write(): Promise<void> {
    if (!process.env[VARIABLE]) return
    const text = await readFile(PAGE, 'utf8')
    const [before = '', rest = ''] = text.split(BEGIN)
    const after = rest.slice(rest.indexOf(END))
    await writeFile(PAGE, `${before}${BEGIN}${this.#text}${after}`)
  }

  get #text(): string {
    const browsers = [...this.#versions.keys()]
    const date = new Date().toISOString().slice(0, 10)
    const rows = [
      [`On ${date}, on ${process.platform}`, ...browsers.map((each) => this.#headOf(each))],
      ...[...this.#rows].map(([story, row]) => [
        `A reader ${story}`,
        ...browsers.map((each) => row.get(each) ?? 'not tried'),
      ]),
    ]
    const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
    const [head, ...others] = rows.map((row) => {
      return `| ${row.map((cell, at) => cell.padEnd(widths?.[at] ?? 0)).join(' | ')} |`
    })
    const rule = `| ${widths?.map((width) => '-'.repeat(width)).join(' | ')} |`
    return ['', head, rule, ...others, '', ''].join('\n')
  }

  #headOf(browser: string): string {
    return `${browser} ${this.#versions.get(browser)}`
  }
}

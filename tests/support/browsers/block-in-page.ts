import { until } from '../reader.ts'
import type { DrivenBrowser } from './driven-browser.ts'

/** One command block, as a reader uses it in any browser. */
export class BlockInPage {
  readonly #selector: string

  /** @param name within the course. */
  constructor(name: string) {
    this.#selector = `live-terminal[data-block="${name}"]`
  }

  part(selector: string): string {
    return `${this.#selector} ${selector}`
  }

  /** Presses Run and waits for the end. */
  async run(browser: DrivenBrowser): Promise<void> {
    await browser.click(this.part('[data-action="run"]'))
    await this.state(browser, 'finished', 'failed')
  }

  async state(browser: DrivenBrowser, ...wanted: string[]): Promise<void> {
    const read = (selector: string) =>
      document.querySelector<HTMLElement>(selector)?.dataset['state'] ?? ''
    const isIt = async () => wanted.includes(await browser.page.evaluate(read, this.#selector))
    await this.#waitFor(browser, isIt, `a block that is ${wanted}`)
  }

  /** The line of words under the terminal. */
  words({ page }: DrivenBrowser): Promise<string> {
    const read = (selector: string) => document.querySelector(selector)?.textContent ?? ''
    return page.evaluate(read, this.part('.terminal-status'))
  }

  /** Into its terminal's text field. */
  focus({ page }: DrivenBrowser): Promise<void> {
    const act = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus()
    return page.evaluate(act, this.part('.xterm-helper-textarea'))
  }

  async shows(browser: DrivenBrowser, text: string): Promise<void> {
    const isIt = async () => (await this.#screen(browser)).includes(text)
    await this.#waitFor(browser, isIt, `${text} on the screen`)
  }

  /** Presses Copy. @returns the command that is copied. */
  async copy(browser: DrivenBrowser): Promise<string> {
    await browser.click(this.part('[data-action="copy"]'))
    const read = (selector: string) =>
      document.querySelector<HTMLElement>(selector)?.dataset['commands'] ?? '[]'
    return JSON.parse(await browser.page.evaluate(read, this.#selector))[0]
  }

  /** A terminal that is out of sight is not painted. */
  #screen({ page }: DrivenBrowser): Promise<string> {
    return page.evaluate((selector) => {
      const block = document.querySelector(selector)
      block?.querySelector('.terminal-status')?.scrollIntoView({ block: 'nearest' })
      const rows = [...(block?.querySelectorAll('.xterm-rows > div') ?? [])]
      return rows.map((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ')).join('\n')
    }, this.#selector)
  }

  async #waitFor(
    browser: DrivenBrowser,
    condition: () => Promise<boolean>,
    what: string,
  ): Promise<void> {
    try {
      await until(condition, what, 30_000)
    } catch (error) {
      const cause = `It says: ${await this.words(browser)}\n${await this.#screen(browser)}`
      throw new Error(`${(error as Error).message} ${cause}`, { cause: error })
    }
  }
}

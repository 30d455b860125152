import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'
import { expect } from 'vitest'
import { patient } from './patience.ts'
import { until } from './reader.ts'

/** Debian's; its own update and reporting services are of no use to a test. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/**
 * Chromium without the parts that draw its windows: it opens a page in less than half the processor
 * time. The part `browsers` has the whole one.
 */
const SHELL = '/usr/bin/chromium-headless-shell'
const HAS_SHELL = process.env['CHROMIUM'] === undefined && existsSync(SHELL)

export const FLAGS = [
  // Chromium's own sandbox does not start for root.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Of a page or for an element of it. */
const LONGEST_WAIT_MILLISECONDS = 60_000

/**
 * The smallest Chromium that this system has.
 * @param flags beyond those of every test.
 */
export function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  return launch(HAS_SHELL ? SHELL : CHROMIUM, flags)
}

/** The whole Chromium, as readers have it. */
export function launchChromium(): Promise<Browser> {
  return launch(CHROMIUM, [])
}

function launch(executablePath: string, flags: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [...FLAGS, ...flags],
    timeout: patient(LONGEST_WAIT_MILLISECONDS),
  })
}

/**
 * A browser with a profile of its own, in which the reader has changed preferences: as Chromium's
 * `Preferences` file names them.
 */
export async function openProfile(preferences: object): Promise<BrowserReader> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-profile-'))
  await mkdir(join(directory, 'Default'))
  await writeFile(join(directory, 'Default', 'Preferences'), JSON.stringify(preferences))
  const context = await chromium.launchPersistentContext(directory, {
    // Only the whole browser has preferences.
    executablePath: CHROMIUM,
    args: FLAGS,
    timeout: patient(LONGEST_WAIT_MILLISECONDS),
  })
  // Chromium may still write to it while it ends.
  context.once('close', () => rm(directory, { recursive: true, force: true, maxRetries: 20 }))
  return BrowserReader.in(context)
}

export type ContextOptions = Parameters<Browser['newContext']>[0]

/** A reader at a browser of their own: storage and sandbox are nobody else's. */
export class BrowserReader implements AsyncDisposable {
  readonly #context: BrowserContext
  readonly page: Page
  /** Errors of the page's own code. */
  readonly errors: string[] = []
  /** Addresses of scripts that the page has asked for. */
  readonly scripts: string[] = []

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context
    this.page = page
    page.on('pageerror', (error) => this.errors.push(error.message))
    page.on('request', (request) => {
      if (request.resourceType() === 'script') this.scripts.push(request.url())
    })
  }

  static async open(browser: Browser, options?: ContextOptions): Promise<BrowserReader> {
    return BrowserReader.in(await browser.newContext(options))
  }

  static async in(context: BrowserContext): Promise<BrowserReader> {
    context.setDefaultTimeout(patient(LONGEST_WAIT_MILLISECONDS))
    return new BrowserReader(context, await context.newPage())
  }

  block(name: string): BlockOnPage {
    return new BlockOnPage(this.page.locator(`live-terminal[data-block="${name}"]`))
  }

  async blocks(): Promise<BlockOnPage[]> {
    const names = await this.page
      .locator('live-terminal')
      .evaluateAll((elements) => elements.map((element) => element.dataset['block'] ?? ''))
    return names.map((name) => this.block(name))
  }

  /** What the page's head says of the sandbox. */
  get sandboxStatus(): Locator {
    return this.page.locator('sandbox-status .head-button')
  }

  /** Opens what the page's head has to say, and to do, for the sandbox. */
  async openSandboxCard(): Promise<Locator> {
    const card = this.page.getByRole('dialog', { name: 'Your sandbox', exact: true })
    if (!(await card.isVisible())) await this.sandboxStatus.click()
    await card.waitFor()
    return card
  }

  /** Throws the sandbox away, and says so to whoever asks. */
  async resetSandbox(answer: 'Reset' | 'Keep it' = 'Reset'): Promise<void> {
    const card = await this.openSandboxCard()
    await card.getByRole('button', { name: 'Reset' }).click()
    const question = this.page.getByRole('dialog', { name: 'Reset your sandbox?' })
    await question.getByRole('button', { name: answer }).click()
  }

  /**
   * Waits until nothing moves, and finds no violation of an accessibility rule.
   * @param rules by axe's names; all of them by default.
   */
  async expectAccessible(rules?: readonly string[]): Promise<void> {
    await this.page.evaluate(async () => {
      const ending = document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
      await Promise.allSettled(ending.map(({ finished }) => finished))
    })
    const axe = new AxeBuilder({ page: this.page })
    // By default axe also lists every element that breaks no rule, and opens a page to sort the list:
    // two thirds of its time. Its legacy mode finds the same violations in a page without frames.
    axe.options({ resultTypes: ['violations'] }).setLegacyMode(this.page.frames().length === 1)
    const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze()
    expect(
      violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })),
    ).toEqual([])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close()
  }
}

/** One command block, as a reader sees and uses it. */
export class BlockOnPage {
  readonly element: Locator

  constructor(element: Locator) {
    this.element = element
  }

  button(action: string): Locator {
    return this.element.locator(`[data-action="${action}"]`)
  }

  /** Presses Run and waits until the block's commands, run now, have ended. */
  async run(): Promise<void> {
    const ended = this.element.evaluate(
      (element) =>
        new Promise<void>((resolve) => {
          let ran = false
          const observer = new MutationObserver((changes) => {
            // Begin and end of a quick command can come at once.
            ran ||= changes.some(({ oldValue }) => oldValue === 'running')
            if (!ran || !/finished|failed/.test(element.dataset['state'] ?? '')) return
            observer.disconnect()
            resolve()
          })
          observer.observe(element, {
            attributeFilter: ['data-state'],
            attributeOldValue: true,
          })
        }),
    )
    await this.button('run').click()
    let isOver = false
    ended.then(
      () => {
        isOver = true
      },
      () => {},
    )
    await this.#waitFor(() => isOver, 'a block that has run')
  }

  /** Waits until no command runs in the block. */
  async finished(): Promise<void> {
    await this.state('finished', 'failed')
  }

  async state(...wanted: string[]): Promise<void> {
    const isIt = async () => wanted.includes((await this.#state()) ?? '')
    await this.#waitFor(isIt, `a block that is ${wanted}`)
  }

  #state(): Promise<string | null> {
    return this.element.getAttribute('data-state')
  }

  async #waitFor(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    try {
      await until(condition, what)
    } catch (error) {
      const cause = `It is ${await this.#state()}, says: ${await this.words()}\n${await this.screen()}`
      throw new Error(`${(error as Error).message} ${cause}`, { cause: error })
    }
  }

  /** The line of words under the terminal. */
  async words(): Promise<string> {
    return (await this.element.locator('.terminal-status').textContent()) ?? ''
  }

  /** What the terminal shows, a line a row. One that is out of sight is not painted. */
  async screen(): Promise<string> {
    await this.element.locator('.terminal-status').scrollIntoViewIfNeeded()
    const rows = await this.element.locator('.xterm-rows > div').allInnerTexts()
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n')
  }

  async shows(text: string | RegExp): Promise<void> {
    await until(async () => {
      const screen = await this.screen()
      return typeof text === 'string' ? screen.includes(text) : text.test(screen)
    }, `${text} on the screen`)
  }

  async type(text: string): Promise<void> {
    await this.element.locator('.xterm-helper-textarea').focus()
    await this.element.page().keyboard.type(text)
  }
}

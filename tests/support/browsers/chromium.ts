import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Frame, type Page } from 'playwright-core'
import { FLAGS } from '../browser.ts'
import { patient } from '../patience.ts'
import { type BrowserKind, type View, WINDOW } from './driven-browser.ts'

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Of Chromium's `Preferences`: all site data is blocked. */
const FORBIDDEN = { profile: { default_content_setting_values: { cookies: 2 } } }

export const CHROMIUM: BrowserKind = {
  name: 'Chromium',
  async launch({ isStorageForbidden = false } = {}) {
    const profile = await mkdtemp(join(tmpdir(), 'blitz-chromium-'))
    await mkdir(join(profile, 'Default'))
    const preferences = isStorageForbidden ? FORBIDDEN : {}
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: EXECUTABLE,
      args: FLAGS,
      viewport: WINDOW,
      timeout: patient(60_000),
    })
    context.setDefaultTimeout(patient(30_000))
    const page = context.pages()[0] ?? (await context.newPage())
    return {
      version: context.browser()?.version() ?? '',
      page: view(page),
      goto: async (address) => void (await page.goto(address)),
      click: (selector) => page.locator(selector).first().click(),
      type: (text) => page.keyboard.type(text),
      press: (key, { control = false } = {}) =>
        page.keyboard.press(control ? `Control+${key}` : key),
      resize: (width, height) => page.setViewportSize({ width, height }),
      frame: (selector) => ({
        evaluate: async (act, argument) => {
          const frame = await (await page.waitForSelector(selector)).contentFrame()
          if (!frame) throw new Error(`${selector} is no frame.`)
          return view(frame).evaluate(act, argument)
        },
      }),
      async openedTab() {
        const tab = context.pages()[1] ?? (await context.waitForEvent('page'))
        return { ...view(tab), close: () => tab.close() }
      },
      picture: () => page.screenshot(),
      async [Symbol.asyncDispose]() {
        await context.close()
        // It may still write there while it ends.
        await rm(profile, { recursive: true, maxRetries: 20 })
      },
    }
  },
}

function view(at: Page | Frame): View {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: its types say of any argument that it is JSON.
    evaluate: (act, argument) => at.evaluate(act as any, argument) as Promise<any>,
  }
}

import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCourse } from '../../course/read-course.ts'
import budgets from '../budgets.json' with { type: 'json' }
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'
import { builtSite, PAGES } from '../support/site.ts'

let browser: Browser
let pages: string
let server: TestServer

beforeAll(async () => {
  pages = await builtSite()
  server = await startServer({ driver: noSandboxes, pages, pagesOnly: true })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

/** Bytes after gzip, by kind, of all that a page loads. */
type Weights = Record<'html' | 'js' | 'css', number>

async function weigh(reader: BrowserReader, load: () => Promise<void>): Promise<Weights> {
  const weights: Weights = { html: 0, js: 0, css: 0 }
  const kinds = { document: 'html', script: 'js', stylesheet: 'css' } as const
  const weighed: Promise<void>[] = []
  reader.page.on('response', (response) => {
    const type = response.request().resourceType()
    if (!(type in kinds)) return
    const kind = kinds[type as keyof typeof kinds]
    weighed.push(
      response.body().then((body) => {
        weights[kind] += gzipSync(body).length
      }),
    )
  })
  await load()
  await reader.page.waitForLoadState('networkidle')
  await Promise.all(weighed)
  return weights
}

const statuses = new Map<string, Promise<number>>()

/** Every page links to every chapter: each address is asked for once. */
function statusOf(href: string): Promise<number> {
  const known = statuses.get(href) ?? fetch(server.address + href).then(({ status }) => status)
  statuses.set(href, known)
  return known
}

/** axe's rules that a colour scheme decides. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** The narrowest phone, and a usual one; CSS pixels. */
const SMALL_PHONE = { width: 320, height: 640 }
const PHONE = { width: 390, height: 800 }

describe.each(PAGES)('the page %s', (path) => {
  /** Opened once, since to load a page takes longer than to look at it. */
  let reader: BrowserReader
  let weights: Weights

  beforeAll(async () => {
    reader = await BrowserReader.open(browser, { colorScheme: 'light' })
    weights = await weigh(reader, async () => {
      await reader.page.goto(server.address + path)
    })
  })

  afterAll(() => reader?.[Symbol.asyncDispose]())

  it('keeps within its budgets before Run, and its commands from a page translator', async () => {
    for (const kind of ['html', 'js', 'css'] as const) {
      expect(weights[kind], kind).toBeGreaterThan(0)
      expect(weights[kind], kind).toBeLessThanOrEqual(budgets.pageBeforeRun[kind])
    }
    expect(reader.errors).toEqual([])
    const loose = await reader.page.evaluate(() =>
      [...document.querySelectorAll('main :is(code, pre, samp)')]
        .filter((part) => (part as HTMLElement).translate)
        .map(({ outerHTML }) => outerHTML.slice(0, 200)),
    )
    expect(loose).toEqual([])
    const plain = await reader.page
      .locator('main :is(.terminal-command, .task-solution kbd):not(:has(> code))')
      .count()
    expect(plain).toBe(0)
  })

  it('breaks no accessibility rule', async () => {
    await reader.expectAccessible()
  })

  it('can be read in the dark', async () => {
    await reader.page.emulateMedia({ colorScheme: 'dark' })
    await reader.page.locator('html[data-theme="dark"]').waitFor()
    await reader.expectAccessible(COLOUR_RULES)
  })

  it('fits a phone: nothing is wider than the screen, and no option of a command is broken', async () => {
    await reader.page.setViewportSize(SMALL_PHONE)
    const width = await reader.page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(SMALL_PHONE.width)
    await reader.page.setViewportSize(PHONE)
    const broken = await reader.page.evaluate(() =>
      [...document.querySelectorAll('main :is(p, li, td, dd) code:not(pre code)')].flatMap(
        (code) => {
          const text = code.textContent.trim()
          const isOption = /^-{1,2}[a-z][a-z-]{0,20}$/i.test(text)
          return isOption && code.getClientRects().length > 1 ? [text] : []
        },
      ),
    )
    expect(broken).toEqual([])
  })

  it('has a title of its own, and the name of the site once', async () => {
    const html = await (await fetch(server.address + path)).text()
    const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? ''
    expect(title.match(/Docker Blitz/g)).toHaveLength(1)
    expect(title.length).toBeGreaterThan('Docker Blitz'.length)
  })

  it('links to nothing that is not there', async () => {
    const html = await (await fetch(server.address + path)).text()
    const links = [...html.matchAll(/ href="(\/[^"#]*)/g)].map(([, href]) => href as string)
    expect(links.length).toBeGreaterThan(0)
    for (const href of new Set(links)) expect(await statusOf(href), href).toBe(200)
  })
})

describe('the terminal', () => {
  it('keeps within its budget, and comes only with Run', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/welcome/`)
    const weights = await weigh(reader, async () => {
      const block = reader.block('welcome/first')
      await block.button('run').click()
      await block.state('replayed')
    })
    expect(weights.js).toBeGreaterThan(0)
    expect(weights.js).toBeLessThanOrEqual(budgets.terminal.js)
  })
})

describe('the search', () => {
  it('loads when it is opened, and finds a command', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/welcome/`)
    await reader.page.waitForLoadState('networkidle')
    expect(reader.scripts.join()).not.toMatch(/ui-core|pagefind/)
    await reader.page.keyboard.press('Control+k')
    await reader.page.locator('site-search input').fill('docker image ls')
    await reader.page
      .locator('site-search dialog')
      .getByRole('link', { name: 'Docker basics' })
      .first()
      .click()
    await reader.page.waitForURL(/docker-basics/)
  })

  it('shows words of the text, not the number and the minutes of a chapter', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/welcome/`)
    // The key is tried above: this is about what is found.
    await reader.page.locator('site-search button[data-open-modal]:enabled').click()
    await reader.page.locator('site-search input').fill('docker')
    const excerpts = reader.page.locator('site-search .pagefind-ui__result-excerpt')
    await excerpts.first().waitFor()
    const shown = await excerpts.allInnerTexts()
    expect(shown.length).toBeGreaterThan(2)
    for (const excerpt of shown) expect(excerpt).not.toMatch(/\d+ minutes|Recorded output/)
  })
})

describe('the index of the search', () => {
  it('keeps within its budget', async () => {
    const folder = join(pages, 'pagefind/index')
    const files = (await readdir(folder)).filter((name) => name.endsWith('.pf_index'))
    const sizes = await Promise.all(
      files.map(async (name) => (await stat(join(folder, name))).size),
    )
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    expect(bytes).toBeGreaterThan(0)
    expect(bytes).toBeLessThanOrEqual(budgets.search.index)
  })

  it.each([
    ['docker ps', 'Cheat sheet'],
    ['--filter', 'Docker basics'],
    ['volume', 'Volumes and bind mounts'],
    ['port is already allocated', 'More on running'],
  ])('finds %s', async (words, chapter) => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/welcome/`)
    await reader.page.locator('site-search button[data-open-modal]:enabled').click()
    await reader.page.locator('site-search input').fill(words)
    await reader.page
      .locator('site-search dialog')
      .getByRole('link', { name: chapter })
      .first()
      .waitFor()
  })
})

describe('the files of the site', () => {
  it.each(['br', 'gzip'])('come compressed to whoever takes %s', async (encoding) => {
    for (const path of ['/welcome/', '/print/']) {
      const response = await fetch(server.address + path, {
        headers: { 'Accept-Encoding': encoding },
      })
      expect(response.headers.get('content-encoding'), path).toBe(encoding)
      expect(response.headers.get('vary'), path).toBe('Accept-Encoding')
      expect(await response.text(), path).toMatch(/^<!DOCTYPE html>/i)
    }
  })
})

describe('a path that leads nowhere', () => {
  it('answers 404 with a page that leads back', async () => {
    await using reader = await BrowserReader.open(browser)
    const response = await reader.page.goto(`${server.address}/no/such/page/`)
    expect(response?.status()).toBe(404)
    expect(await response?.text()).toBe(await readFile(join(pages, '404.html'), 'utf8'))
    await reader.page.getByRole('link', { name: 'Docker Blitz' }).click()
    await reader.page.waitForURL(`${server.address}/`)
  })

  it('leads to the start, to every chapter and to the search', async () => {
    await using reader = await BrowserReader.open(browser)
    const { page } = reader
    await page.goto(`${server.address}/no/such/page/`)
    expect(await page.getByRole('link', { name: 'Go to the start' }).getAttribute('href')).toBe('/')
    const chapters = (await readCourse()).chapters.filter(({ number }) => number !== undefined)
    expect(await page.locator('.chapters a').count()).toBe(chapters.length)
    await page.getByRole('button', { name: 'Search the course' }).click()
    const search = page.locator('site-search dialog')
    for (const [words, found] of [
      ['volume', 'Volumes and bind mounts'],
      ['--filter', 'Docker basics'],
      ['docker ps', 'Cheat sheet'],
    ] as const) {
      await page.locator('site-search input').fill(words)
      await search.getByRole('link', { name: found }).first().waitFor()
    }
    expect(reader.errors).toEqual([])
  })
})

describe('the menu', () => {
  it('has what follows the last chapter: your own machine, the cheat sheet and the glossary', async () => {
    await using reader = await BrowserReader.open(browser)
    const { page } = reader
    await page.goto(`${server.address}/on-your-own-machine/`)
    await page.locator('a[rel=prev]').click()
    await page.waitForURL(({ pathname }) => pathname !== '/on-your-own-machine/')
    for (const [name, path] of [
      ['On your own machine', '/on-your-own-machine/'],
      ['Cheat sheet', '/cheat-sheet/'],
      ['Glossary', '/glossary/'],
    ] as const) {
      const menu = page.locator('.sidebar-content').getByRole('link', { name })
      expect(await menu.getAttribute('href')).toBe(path)
      await page.locator('a[rel=next]').click()
      await page.waitForURL(`**${path}`)
    }
  })
})

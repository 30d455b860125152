import type { Browser, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ERROR_SENTENCES } from '../../protocol/sentences.ts'
import { type BlockOnPage, BrowserReader, launchBrowser, openProfile } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { useLiveSite } from '../support/live-site.ts'
import { runApp, writeApp } from '../support/previews.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

const site = useLiveSite()

/** As the server tells it: where nothing is kept, it is nowhere else. */
function tokenOf(page: Page): Promise<string> {
  return new Promise((resolve) => {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        const [, token] = /^\{"type":"welcome".*?"token":"([^"]+)"/.exec(String(payload)) ?? []
        if (token !== undefined) resolve(token)
      })
    })
  })
}

/** A reader who has typed the app's start into the block, and sees its chip. */
async function withApp(
  reader: BrowserReader,
  address = site.server.address,
): Promise<{ block: BlockOnPage; frame: FrameLocator }> {
  const token = tokenOf(reader.page)
  await reader.page.goto(`${address}/welcome/`)
  const block = reader.block('welcome/first')
  await block.run()
  const { port } = new URL(address)
  const helper = new Reader(`http://localhost:${port}`, await token)
  await writeApp(helper)
  helper.client.dispose()
  await block.type(`${runApp('web1', 8080)}\n`)
  await block.element.getByRole('button', { name: 'Port 8080 · Open' }).waitFor()
  return { block, frame: block.element.frameLocator('iframe') }
}

describe('a reader who publishes a port', () => {
  it('opens the app below the terminal and in a new tab, until the container stops', async () => {
    await using reader = await BrowserReader.open(site.browser)
    const { block, frame } = await withApp(reader)
    const chip = block.element.getByRole('button', { name: 'Port 8080 · Open' })
    await chip.click()
    await frame.getByRole('heading', { name: 'Hello from web1' }).waitFor()
    await reader.expectAccessible()

    await block.element.getByRole('textbox', { name: 'Path on port 8080' }).fill('request')
    await reader.page.keyboard.press('Enter')
    await frame.getByText('GET /request HTTP/1.1').waitFor()
    await block.element.getByRole('button', { name: 'Reload' }).click()
    await frame.getByText('GET /request HTTP/1.1').waitFor()

    const opened = reader.page.waitForEvent('popup')
    await block.element.getByRole('button', { name: 'Port 8080 in a new tab' }).click()
    const tab = await opened
    await tab.getByRole('heading', { name: 'Hello from web1' }).waitFor()
    expect(await tab.evaluate(() => ({ opener: window.opener, cookie: document.cookie }))).toEqual({
      opener: null,
      cookie: '',
    })
    // Admitted once, the tab may be loaded again.
    await tab.reload()
    await tab.getByRole('heading', { name: 'Hello from web1' }).waitFor()
    await tab.close()

    await block.type('docker container stop -t 0 web1\n')
    await chip.waitFor({ state: 'detached' })
    await block.element.getByText('Nothing is published on port 8080 any more.').waitFor()
    await block.type('docker container start web1\n')
    await frame.getByText('GET /request HTTP/1.1').waitFor()
    await block.element.getByRole('button', { name: 'Close the preview' }).click()
    expect(await block.element.locator('iframe').count()).toBe(0)
    expect(reader.errors).toEqual([])
  })

  it('sees the app where it opens, at a useful height, and reads whose it is', async () => {
    await using reader = await BrowserReader.open(site.browser)
    const { block, frame } = await withApp(reader)
    const chip = block.element.getByRole('button', { name: 'Port 8080 · Open' })
    expect(await chip.textContent()).toBe('web1 · Port 8080 · Open')
    await chip.click()
    await frame.getByRole('heading', { name: 'Hello from web1' }).waitFor()
    const { height } = reader.page.viewportSize() ?? { height: 0 }
    await until(async () => {
      const panel = await block.element.locator('.preview-panel').boundingBox()
      if (!panel) return false
      return panel.height > height / 2 && panel.y > 0 && panel.y + panel.height <= height
    }, 'a panel of a useful height, in view as a whole')
  })

  it('finds the chip in the same block after a reload, and works it by keyboard', async () => {
    await using reader = await BrowserReader.open(site.browser)
    const { block, frame } = await withApp(reader)
    await reader.block('welcome/note').run()
    await reader.page.reload()
    const chip = block.element.getByRole('button', { name: 'Port 8080 · Open' })
    await chip.press('Enter')
    await frame.getByRole('heading', { name: 'Hello from web1' }).waitFor()
    await block.element.getByRole('button', { name: 'Close the preview' }).focus()
    await reader.page.keyboard.press('Escape')
    expect(await reader.page.locator(':focus').textContent()).toMatch(/Port 8080 · Open$/)
    expect(await reader.block('welcome/note').element.locator('.port-chip').count()).toBe(0)
  })

  it('may have come by 127.0.0.1', async () => {
    await using reader = await BrowserReader.open(site.browser)
    const { block, frame } = await withApp(
      reader,
      site.server.address.replace('localhost', '127.0.0.1'),
    )
    await block.element.getByRole('button', { name: 'Port 8080 · Open' }).click()
    await frame.getByRole('heading', { name: 'Hello from web1' }).waitFor()
  })
})

describe('a reader whose browser keeps no cookies', () => {
  it('opens the app below the terminal and in a new tab all the same', async () => {
    await using reader = await openProfile({
      profile: { default_content_setting_values: { cookies: 2 } },
    })
    const { block, frame } = await withApp(reader)
    await block.element.getByRole('button', { name: 'Port 8080 · Open' }).click()
    await frame.getByRole('heading', { name: 'Hello from web1' }).waitFor()
    const opened = reader.page.waitForEvent('popup')
    await block.element.getByRole('button', { name: 'Port 8080 in a new tab' }).click()
    await (await opened).getByRole('heading', { name: 'Hello from web1' }).waitFor()
  })
})

describe('a reader whose browser finds no name under localhost', () => {
  let old: Browser

  beforeAll(async () => {
    old = await launchBrowser(['--host-resolver-rules=MAP *.localhost ~NOTFOUND'])
  })

  afterAll(() => old?.close())

  it('is told what to do, in the panel and for a tab', async () => {
    await using reader = await BrowserReader.open(old)
    const { block } = await withApp(reader)
    await block.element.getByRole('button', { name: 'Port 8080 · Open' }).click()
    const words = block.element.getByText(/^Your browser cannot open addresses under localhost/)
    await words.waitFor()
    await reader.expectAccessible()
    await block.element.getByRole('button', { name: 'Close the preview' }).click()
    await block.element.getByRole('button', { name: 'Port 8080 in a new tab' }).click()
    await words.waitFor()
    expect(reader.page.context().pages()).toHaveLength(1)
  })

  it('opens the app where the host has set PREVIEW_PORT', async () => {
    await using server = await startServer({
      driver: site.engine.driver,
      pages: await builtSite(),
      previewSites: { port: 0 },
    })
    await using reader = await BrowserReader.open(old)
    const { block, frame } = await withApp(reader, server.address)
    await block.element.getByRole('button', { name: 'Port 8080 · Open' }).click()
    await frame.getByRole('heading', { name: 'Hello from web1' }).waitFor()
  })
})

describe('a reader who has come by an address of the network', () => {
  const ADDRESS = '192.0.2.20'
  let networked: Browser

  beforeAll(async () => {
    networked = await launchBrowser([`--host-resolver-rules=MAP ${ADDRESS} 127.0.0.1`])
  })

  afterAll(() => networked?.close())

  it('opens the app on the port of previews', async () => {
    await using server = await startServer({
      driver: site.engine.driver,
      pages: await builtSite(),
      previewSites: { port: 0 },
    })
    await using reader = await BrowserReader.open(networked)
    const { block, frame } = await withApp(reader, server.address.replace('localhost', ADDRESS))
    await block.element.getByRole('button', { name: 'Port 8080 · Open' }).click()
    await frame.getByRole('heading', { name: 'Hello from web1' }).waitFor()
    const address = reader.page.frames().at(-1)?.url() ?? ''
    expect(address).toMatch(/^http:\/\/192\.0\.2\.20:\d+\/8080--[0-9a-f]{32}\/$/)
    // An app that knows nothing of its path.
    const answer = await frame.locator('html').evaluate(async () => {
      const response = await fetch('/request')
      return response.text()
    })
    expect(answer).toMatch(/^GET \/request HTTP\/1\.1\nhost: localhost:8080\n/i)
  })

  it('is told that there are none where the server has no such port', async () => {
    await using reader = await BrowserReader.open(networked)
    const { block } = await withApp(reader, site.server.address.replace('localhost', ADDRESS))
    await block.element.getByRole('button', { name: 'Port 8080 · Open' }).click()
    await block.element.getByText(ERROR_SENTENCES['preview-impossible']).waitFor()
  })
})

describe('a reader who has come by a name with wildcard DNS', () => {
  it('opens the app under that name, and nobody else does by its address alone', async () => {
    await using networked = await launchBrowser([
      '--host-resolver-rules=MAP *.workshop.test 127.0.0.1',
    ])
    const port = await freePort()
    const page = `http://blitz.workshop.test:${port}`
    await using _ = await startServer({
      driver: site.engine.driver,
      pages: await builtSite(),
      port,
      publicOrigins: [page],
      previewSites: { host: 'apps.workshop.test' },
    })
    await using reader = await BrowserReader.open(networked)
    const { block, frame } = await withApp(reader, page)
    await block.element.getByRole('button', { name: 'Port 8080 · Open' }).click()
    await frame.getByRole('heading', { name: 'Hello from web1' }).waitFor()
    const address = reader.page.frames().at(-1)?.url() ?? ''
    expect(address).toMatch(/^http:\/\/8080--[0-9a-f]{32}\.apps\.workshop\.test:\d+\/$/)
    await using other = await BrowserReader.open(networked)
    const answer = await other.page.goto(address)
    expect(answer?.status()).toBe(403)
    await other.page.getByRole('heading', { name: 'This app is private' }).waitFor()
    await other.expectAccessible()
  })
})

describe('an app that is up to no good', () => {
  it('gets at nothing of the site: neither storage, socket, opener nor page', async () => {
    await using reader = await BrowserReader.open(site.browser)
    const { block, frame } = await withApp(reader)
    await block.element.getByRole('button', { name: 'Port 8080 · Open' }).click()
    await frame.getByRole('heading', { name: 'Hello from web1' }).waitFor()
    const found = await frame.locator('html').evaluate(async (_, site) => {
      const attempt = (act: () => unknown) => {
        try {
          return String(act())
        } catch (error) {
          return (error as Error).name
        }
      }
      const socket = new WebSocket(`${site.replace('http', 'ws')}/live`)
      const socketEnd = new Promise((resolve) => {
        socket.onopen = () => resolve('open')
        socket.onerror = () => resolve('refused')
      })
      const worker = navigator.serviceWorker
        ? await navigator.serviceWorker.register('/sw.js').then(
            () => 'registered',
            () => 'refused',
          )
        : 'refused'
      return {
        // A browser may deny storage to frames of other sites altogether.
        token: attempt(() => localStorage.getItem('blitz-token')),
        cookie: document.cookie,
        storage: attempt(() => window.parent.localStorage.length),
        document: attempt(() => window.parent.document.title),
        opener: String(window.opener),
        page: await fetch(site).then(
          () => 'read',
          () => 'refused',
        ),
        socket: await socketEnd,
        worker,
        top: attempt(() => {
          if (window.top) window.top.location.href = 'https://evil.example/'
        }),
      }
    }, site.server.address)
    expect(found).toEqual({
      token: expect.stringMatching(/^(null|SecurityError)$/),
      cookie: '',
      storage: 'SecurityError',
      document: 'SecurityError',
      opener: 'null',
      page: 'refused',
      socket: 'refused',
      worker: 'refused',
      top: 'SecurityError',
    })
    expect(reader.page.url()).toBe(`${site.server.address}/welcome/`)
    expect(
      reader.page
        .frames()
        .map((frame) => frame.url())
        .join(),
    ).not.toMatch(/ticket/)
  })

  it('can speak WebSocket with its own server', async () => {
    await using reader = await BrowserReader.open(site.browser)
    const { block, frame } = await withApp(reader)
    await block.element.getByRole('button', { name: 'Port 8080 · Open' }).click()
    await frame.getByRole('heading', { name: 'Hello from web1' }).waitFor()
    const said = await frame.locator('html').evaluate(
      () =>
        new Promise((resolve) => {
          const socket = new WebSocket(`ws://${location.host}/socket`)
          socket.onmessage = ({ data }) => resolve(data)
          socket.onerror = () => resolve('an error')
        }),
    )
    expect(said).toBe('hello')
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { noSandboxes, startServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

let engine: EngineUnderTest
let browser: Browser
let pages: string

beforeAll(async () => {
  engine = await engineUnderTest()
  pages = await builtSite()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await engine?.[Symbol.asyncDispose]()
})

describe('a page without live terminals', () => {
  it('reads well with no JavaScript: commands, output, no dead buttons', async () => {
    await using server = await startServer({ driver: noSandboxes, pages })
    await using reader = await BrowserReader.open(browser, { javaScriptEnabled: false })
    await reader.page.goto(`${server.address}/docker-basics/`)
    const block = reader.block('docker-basics/containers').element
    expect(await block.innerText()).toMatch(/\$ docker container ls\nCONTAINER ID +IMAGE/)
    expect(await block.getByRole('button').count()).toBe(0)
  })

  it('says so when the sandbox does not start', async () => {
    await using server = await startServer({ driver: noSandboxes, pages })
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/docker-basics/`)
    const block = reader.block('docker-basics/containers')
    await block.button('run').click()
    await block.state('gone')
    expect(await block.words()).toMatch(/^Your sandbox did not start, .* Run tries again\./)
    expect(await block.element.locator('.terminal-recorded').isVisible()).toBe(true)
  })

  it('reads on when the server is gone, and goes on when it is back', async () => {
    const options = { driver: engine.driver, pages }
    const server = await startServer(options)
    const port = Number(new URL(server.address).port)
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/docker-basics/`)
    const block = reader.block('docker-basics/images')
    await block.run()
    await server[Symbol.asyncDispose]()
    await block.state('reconnecting')
    expect(await block.words()).toBe('Connection lost. Reconnecting; your shell keeps running.')
    expect(await block.screen()).toContain('busybox')

    const other = reader.block('docker-basics/containers')
    expect(await other.element.innerText()).toContain('CONTAINER ID')

    // Its sandboxes and its key went with the first server: a new session begins.
    await using _again = await startServer({ ...options, port })
    await block.state('gone')
    expect(await block.words()).toBe('That shell has ended. Press Run to start a new one.')
    await block.run()
    await block.shows('busybox')
    expect(reader.errors).toEqual([])
  })
})

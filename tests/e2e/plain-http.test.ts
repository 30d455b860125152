import { afterEach, describe, expect, it } from 'vitest'
import { CLOSE } from '../../protocol/sentences.ts'
import { BrowserReader } from '../support/browser.ts'
import { useLiveSite } from '../support/live-site.ts'
import { PlainProxy, type PlainProxyOptions } from '../support/plain-proxy.ts'

const site = useLiveSite()

let proxy: PlainProxy

afterEach(() => proxy[Symbol.asyncDispose]())

async function readerBehind(options: PlainProxyOptions): Promise<BrowserReader> {
  proxy = await PlainProxy.open(site.server.address, options)
  const reader = await BrowserReader.open(site.browser)
  await reader.page.goto(`${proxy.address}/welcome/`)
  return reader
}

const count = (asked: string) => proxy.asked.filter((one) => one === asked).length

describe('a reader behind a proxy', () => {
  it.each<[string, PlainProxyOptions]>([
    // What is typed last is under way when the page goes.
    ['that refuses WebSockets, and is slow', { delay: 300 }],
    ['that cuts each answer after 5 seconds', { cutAfter: 5000 }],
    ['that keeps back what is not whole', { buffers: true }],
  ])('%s runs a block, types, and finds the shell again', async (_, options) => {
    await using reader = await readerBehind(options)
    const block = reader.block('welcome/first')
    await block.run()
    expect(await block.words()).toMatch(/^Finished/)
    await block.type('answer=42\n')
    await reader.page.reload()
    await block.state('finished')
    await block.type('echo "it is $answer"\n')
    await block.shows(/^it is 42$/m)
    // The second page knew what works.
    expect(count('UPGRADE /live')).toBe(1)
    expect(reader.errors).toEqual([])
  })

  it('that lets no live terminal through reads so', async () => {
    await using reader = await readerBehind({ blocks: ({ method }) => method === 'POST' })
    const block = reader.block('welcome/first')
    await block.button('run').click()
    await block.state('replayed', 'offline')
    expect(await block.words()).toContain(CLOSE.blocked.sentence)
  })
})

describe('a reader who gets a WebSocket', () => {
  it('asks for nothing else, and loads no code of the other way', async () => {
    proxy = await PlainProxy.open(site.server.address)
    await using reader = await site.readerAt('/welcome/')
    const asked: string[] = []
    reader.page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
    await reader.block('welcome/first').run()
    expect(asked.filter((one) => /POST|\/live$|http-socket/.test(one))).toEqual([])
  })
})

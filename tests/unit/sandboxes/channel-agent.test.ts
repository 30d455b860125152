import { request } from 'node:http'
import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { ChannelAgent } from '../../../sandbox-server/sandboxes/ssh/channel-agent.ts'
import { until } from '../../support/reader.ts'

describe('an agent of channels', () => {
  it('opens no more of them at once than it may, however many are asked for', async () => {
    const opened: Duplex[] = []
    const agent = new ChannelAgent(async () => {
      // Somebody who hears everything and says nothing.
      const channel = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
      opened.push(channel)
      return channel
    }, 2)
    for (let count = 0; count < 10; count++) {
      request({ agent, port: 80, host: 'localhost' })
        .on('error', () => {})
        .end()
    }
    await until(() => opened.length === 2, 'the first channels')
    await new Promise((resolve) => setImmediate(resolve))
    expect(opened).toHaveLength(2)
    opened[0]?.destroy()
    await until(() => opened.length === 3, 'the next channel')
    for (let index = 1; index < 10; index++) {
      await until(() => opened.length > index, 'a channel')
      opened[index]?.destroy()
    }
  })
})

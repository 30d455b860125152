import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { atSomeMoment } from '../support/chance.ts'
import { freePort } from '../support/free-port.ts'
import { amount } from '../support/length.ts'
import { addressOf, killServer, TestHost } from '../support/npm-start.ts'
import { NumberedPrint } from '../support/numbered-print.ts'
import { Reader, until } from '../support/reader.ts'

let host: TestHost
let port: string

beforeEach(async () => {
  host = await TestHost.open()
  port = String(await freePort())
})

afterEach(() => host[Symbol.asyncDispose]())

const start = () => host.start({ PORT: port, WARM_SANDBOXES: '0', WARM_SANDBOXES_MAXIMUM: '0' })

const isBack = (reader: Reader) =>
  until(() => reader.client.status === 'connected', 'the connection')

describe('a server that is killed', () => {
  it('costs a reader neither the shell nor a byte of what it prints', async () => {
    let server = start()
    using reader = new Reader(await addressOf(server))
    const print = await NumberedPrint.begin(reader, 'faults/prints')
    for (let count = 0; count < amount(3, 20); count++) {
      await print.more()
      await killServer(server)
      server = start()
      await addressOf(server)
      await isBack(reader)
    }
    await print.expectWhole()
  })

  it('while a sandbox starts or ends leaves none behind, nor one that nobody has', async () => {
    let server = start()
    const address = await addressOf(server)
    for (let count = 0; count < amount(2, 20); count++) {
      using reader = new Reader(address)
      reader.open('faults/begins')
      await isBack(reader)
      // A start takes a second or two: some of these are over by then.
      await atSomeMoment(3000)
      reader.client.reset()
      await atSomeMoment(100)
      reader.leave()
      await killServer(server)
      server = start()
      await addressOf(server)
    }
    await until(async () => (await host.leftovers()) === 0, 'nothing left')
    using reader = new Reader(address)
    expect(await reader.open('faults/afterwards').run('true')).toBe(0)
    expect(await host.leftovers()).toBe(1)
  })
})

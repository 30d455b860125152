import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Sandbox } from '../../../sandbox-server/sandboxes/sandbox.ts'
import { holdFrames } from '../../../sandbox-server/sandboxes/shells/hold-frames.ts'
import {
  attachToShells,
  newShellId,
  openShell,
} from '../../../sandbox-server/sandboxes/shells/shells.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

/** A sandbox whose holder takes what it is told, and never answers. */
function deafSandbox() {
  const told: Buffer[] = []
  const asked = Promise.withResolvers<Duplex>()
  const sandbox = {
    connection: { answers: async () => true },
    async connectToSocket() {
      const stream = new Duplex({
        read() {},
        write(chunk: Buffer, _encoding, done) {
          told.push(chunk)
          done()
        },
      })
      asked.resolve(stream)
      return stream
    },
  } as unknown as Sandbox
  /** Waits until it is asked, and then for as long as whoever asks waits. */
  const patienceEnds = async () => {
    const stream = await asked.promise
    const closed = once(stream, 'close')
    await vi.advanceTimersByTimeAsync(60_000)
    await closed
  }
  return { sandbox, told: () => Buffer.concat(told), patienceEnds }
}

const NAME = { name: 'basics/late', id: newShellId(), secret: 'of-the-shell' }

it('a shell that does not come in time is told to end, so that nobody has it later', async () => {
  const { sandbox, told, patienceEnds } = deafSandbox()
  const shell = openShell(sandbox, { ...NAME, size: { columns: 80, rows: 24 } })
  const refused = expect(shell).rejects.toThrow('The shell is not there.')
  await patienceEnds()
  await refused
  expect(told().subarray(-holdFrames.end().length)).toEqual(holdFrames.end())
})

it('a shell that was there before goes on, though it does not answer in time', async () => {
  const { sandbox, told, patienceEnds } = deafSandbox()
  const shells = attachToShells(sandbox, [NAME])
  await patienceEnds()
  expect(await shells).toEqual(new Map())
  expect(told()).toEqual(holdFrames.attach(0, { columns: 0, rows: 0 }))
})

import { beforeAll, describe, expect, it } from 'vitest'
import { useSandbox } from '../support/lone-sandbox.ts'
import { patient } from '../support/patience.ts'

const BOUNDS = { outputBytes: 1000, milliseconds: patient(30_000) }

// A path that bash knows.
const FLOOD = 'bash -c "head -c 20000000 /dev/zero > /dev/tcp/127.0.0.1/4430"'

const lone = useSandbox('channels')
let isLost = false

beforeAll(() => {
  lone.sandbox.lost.then(() => {
    isLost = true
  })
})

describe('a channel that is closed in the middle of a flood', () => {
  it('costs no other channel, when a command is cut off', async () => {
    for (let count = 0; count < 10; count++) {
      const flood = await lone.sandbox.connection.exec('yes', {
        ...BOUNDS,
        milliseconds: patient(300),
      })
      expect(flood).toMatchObject({ timedOut: true, truncated: true })
      const { stdout } = await lone.sandbox.connection.exec('echo alive', BOUNDS)
      expect(stdout).toBe('alive\n')
    }
    expect(isLost).toBe(false)
  })

  it('costs no other channel, when it came from the sandbox', async () => {
    let received = 0
    await lone.sandbox.connection.acceptFrom(4430, (stream) => {
      stream.on('error', () => {})
      stream.on('data', (chunk: Buffer) => {
        received += chunk.length
        // Past a few windows, and with some of the next one under way.
        if (received > 8 * 1024 * 1024) stream.destroy()
      })
    })
    for (let count = 0; count < 10; count++) {
      received = 0
      await lone.sandbox.connection.exec(FLOOD, BOUNDS)
      const { stdout } = await lone.sandbox.connection.exec('echo alive', BOUNDS)
      expect(stdout).toBe('alive\n')
      expect(received).toBeGreaterThan(8 * 1024 * 1024)
    }
    expect(isLost).toBe(false)
  })
})

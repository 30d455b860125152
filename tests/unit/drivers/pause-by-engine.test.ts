import type Docker from 'dockerode'
import { describe, expect, it } from 'vitest'
import { pauseByEngine } from '../../../sandbox-server/drivers/docker-engine/pause-by-engine.ts'

const refusal = (message: string) => Object.assign(new Error(message), { statusCode: 500 })
const NOT_FROZEN = refusal('OCI runtime pause failed: unable to freeze: unknown')

/** A container whose pauses fail with these, in turn. */
function containerWith(...errors: Error[]) {
  let asked = 0
  const container = {
    async pause() {
      asked += 1
      const error = errors.shift()
      if (error) throw error
    },
  } as unknown as Docker.Container
  return { container, asked: () => asked }
}

describe('a pause by the engine', () => {
  it('is tried again where programs multiply faster than they are frozen', async () => {
    const { container, asked } = containerWith(NOT_FROZEN, NOT_FROZEN)
    await pauseByEngine(container)
    expect(asked()).toBe(3)
  })

  it('fails in the end, and at once for every other reason', async () => {
    const stubborn = containerWith(...Array.from({ length: 9 }, () => NOT_FROZEN))
    await expect(pauseByEngine(stubborn.container)).rejects.toBe(NOT_FROZEN)
    expect(stubborn.asked()).toBe(5)
    const gone = refusal('is not running')
    const other = containerWith(gone)
    await expect(pauseByEngine(other.container)).rejects.toBe(gone)
    expect(other.asked()).toBe(1)
  })
})

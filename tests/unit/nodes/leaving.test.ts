import { describe, expect, it } from 'vitest'
import { type Left, leave } from '../../../sandbox-node/leaving.ts'
import { Watched } from '../../../sandbox-server/common/watched.ts'
import { HandedClock } from '../../support/handed-clock.ts'

interface Machine {
  /** Undefined: it is no manager. */
  readonly manager?: boolean | undefined
  readonly told?: boolean
  readonly canBeTold?: boolean
  readonly sandboxes?: number
}

function stopped({ manager, told = false, canBeTold = true, sandboxes = 2 }: Machine) {
  const clock = new HandedClock()
  const word = new Watched(told)
  const hurry = new AbortController()
  const state: { left: Left | undefined; hasTold: boolean; sandboxes: number | undefined } = {
    left: undefined,
    hasTold: false,
    sandboxes,
  }
  leave({
    clock,
    askManager: async () => manager,
    told: word,
    canBeTold: () => canBeTold,
    async countSandboxes() {
      if (state.sandboxes === undefined) throw new Error('The engine is away.')
      return state.sandboxes
    },
    tell() {
      state.hasTold = true
    },
    hurry: hurry.signal,
  }).then((left) => {
    state.left = left
  })
  return { clock, word, hurry, state }
}

describe('a node program that is told to stop', () => {
  it.each([
    ['a manager that is not drained', { manager: false, told: true }],
    ['a machine of no Swarm', { canBeTold: false }],
  ])('ends at once on %s, and leaves its sandboxes to the next', async (_, machine) => {
    const { clock, state } = stopped(machine)
    await clock.advance(0)
    expect(state).toMatchObject({ left: 'handed-over', hasTold: false })
  })

  it('ends two seconds later on a worker of which nobody says that it is drained', async () => {
    const { clock, state } = stopped({})
    await clock.advance(1900)
    expect(state.left).toBe(undefined)
    await clock.advance(200)
    expect(state).toMatchObject({ left: 'handed-over', hasTold: false })
  })

  it.each([
    ['its manager', { manager: true, canBeTold: false }],
    ['the server', { told: true }],
  ])('serves its readers to the end where it is drained by the word of %s', async (_, machine) => {
    const { clock, state } = stopped(machine)
    await clock.advance(3_600_000)
    expect(state).toMatchObject({ left: undefined, hasTold: true })
    // An engine that does not answer has not said that the last one has ended.
    state.sandboxes = undefined
    await clock.advance(60_000)
    expect(state.left).toBe(undefined)
    state.sandboxes = 0
    await clock.advance(2000)
    expect(state.left).toBe('empty')
  })

  it('serves them, too, where the word comes after the signal', async () => {
    const { clock, word, state } = stopped({})
    await clock.advance(500)
    word.set(true)
    await clock.advance(10_000)
    expect(state).toMatchObject({ left: undefined, hasTold: true })
  })

  it('leaves its sandboxes to the next where the machine is active again', async () => {
    const { clock, word, state } = stopped({ told: true })
    await clock.advance(60_000)
    expect(state.left).toBe(undefined)
    word.set(false)
    await clock.advance(1000)
    expect(state.left).toBe('handed-over')
  })

  it('ends at the second signal, whoever is still there', async () => {
    const { clock, hurry, state } = stopped({ told: true })
    await clock.advance(5000)
    hurry.abort(new Error('Enough.'))
    await clock.advance(0)
    expect(state.left).toBe('hurried')
  })
})

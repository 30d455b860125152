import type { StartStep } from '../../protocol/messages.ts'
import { type PoolOptions, SandboxPool } from '../../sandbox-server/house/pool.ts'
import type { Sandbox } from '../../sandbox-server/sandboxes/sandbox.ts'
import { HandedClock } from './handed-clock.ts'

/** A start that ends as the test says. */
interface PromisedStart {
  readonly id: string
  readonly step: (step: StartStep) => void
  /** @param node the machine on which it is. */
  readonly succeed: (node?: string) => void
  readonly fail: (sentence?: string) => void
}

/** A pool of nothing but promises, on a clock that the test moves: no engine has a part in it. */
export function poolOfPromises(
  options: Partial<PoolOptions> = {},
  clock: HandedClock = new HandedClock(),
) {
  const load = { pressure: 0 }
  const starts: PromisedStart[] = []
  const failures: unknown[] = []
  /** What was prepared, and what was handed over to a reader, by the id of its sandbox. */
  const prepared: string[] = []
  const handedOver: string[] = []
  const removed: string[] = []
  const ends = new Map<Sandbox, () => void>()
  const pool = new SandboxPool({
    warm: { minimum: 0, maximum: 0 },
    startsAtOnce: 2,
    maximum: 10,
    clock,
    load,
    prepare: ({ id }) => {
      prepared.push(id)
      return { handOver: async () => void handedOver.push(id), stop() {} }
    },
    onFailure: (error) => failures.push(error),
    start: (id, onStep) =>
      new Promise((resolve, reject) => {
        starts.push({
          id,
          step: onStep,
          succeed: (node = '') => resolve(sandboxOf(id, node)),
          fail: (sentence = 'No sandbox.') => reject(new Error(sentence)),
        })
      }),
    ...options,
  })
  const sandboxOf = (id: string, node: string): Sandbox => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const sandbox: Sandbox = {
      id,
      hasEngine: true,
      connection: {} as Sandbox['connection'],
      line: {} as Sandbox['line'],
      handle: { node } as Sandbox['handle'],
      lost: promise,
      connectToSocket: () => Promise.reject(new Error('It has none.')),
      release() {},
      destroy: async () => void removed.push(id),
    }
    ends.set(sandbox, resolve)
    return sandbox
  }
  return {
    pool,
    clock,
    load,
    starts,
    failures,
    prepared,
    handedOver,
    removed,
    /** As when its container dies. */
    lose: (id: string) => [...ends].find(([sandbox]) => sandbox.id === id)?.[1](),
    /** Lets whatever needs no time happen. */
    settle: () => clock.advance(0),
  }
}

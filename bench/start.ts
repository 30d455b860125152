import { startSandbox } from '../sandbox-server/sandboxes/sandbox.ts'
import { engineUnderTest, testKey, WITHOUT_ENGINE } from '../tests/support/engine.ts'
import { startPlainRootless } from './peers/plain-rootless.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/**
 * A cold sandbox until its engine answers, against Docker's own script in such a container; and one
 * of a course without Docker, against ours with an engine.
 */
export async function benchStart({ tell, signal, samples }: BenchOptions): Promise<readonly Row[]> {
  await using engine = await engineUnderTest()
  await using lighter = await engineUnderTest(undefined, undefined, undefined, WITHOUT_ENGINE)
  const key = await testKey()
  const ours: number[] = []
  const peer: number[] = []
  const withoutEngine: number[] = []
  for (let sample = 1; sample <= samples; sample++) {
    signal.throwIfAborted()
    tell(`${sample} of ${samples} starts of each kind`)
    const began = performance.now()
    const sandbox = await startSandbox({ driver: engine.driver, key, id: `ours-${sample}`, signal })
    const between = performance.now()
    ours.push((between - began) / 1000)
    await sandbox.destroy()
    const begunAgain = performance.now()
    const container = await startPlainRootless(engine, `plain-${sample}`)
    peer.push((performance.now() - begunAgain) / 1000)
    await container.remove({ force: true, v: true })
    const begunLighter = performance.now()
    const id = `lighter-${sample}`
    const light = await startSandbox({ driver: lighter.driver, key, id, hasEngine: false, signal })
    withoutEngine.push((performance.now() - begunLighter) / 1000)
    await light.destroy()
  }
  return [
    compare({ name: 'cold sandbox, s', ours, peer, goal: { ratio: 0.6 } }),
    compare({
      name: 'cold sandbox without an engine, s; with one',
      ours: withoutEngine,
      peer: ours,
      goal: { ratio: 0.35 },
    }),
  ]
}

import { startSandbox } from '../sandbox-server/sandboxes/sandbox.ts'
import { engineUnderTest, testKey } from '../tests/support/engine.ts'
import { startPlainRootless } from './peers/plain-rootless.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/** A cold sandbox until its engine answers, against Docker's own script in such a container. */
export async function benchStart({ tell, signal, samples }: BenchOptions): Promise<readonly Row[]> {
  await using engine = await engineUnderTest()
  const key = await testKey()
  const ours: number[] = []
  const peer: number[] = []
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
  }
  return [compare({ name: 'cold sandbox, s', ours, peer, goal: { ratio: 0.6 } })]
}

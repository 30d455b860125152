import { startSandbox } from '../sandbox-server/sandboxes/sandbox.ts'
import { engineUnderTest } from '../tests/support/engine.ts'
import { fullHub } from '../tests/support/full-hub.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

const SAMPLES = 5
const COMMAND = 'docker pull ubuntu:latest'
const BOUNDS = { milliseconds: 120_000, outputBytes: 4096 }

/**
 * A pull where the layers stand unpacked, against the same pull from the same hub without them. Each
 * sample has a sandbox of its own, since what was pulled once is there; the two take turns.
 */
export async function benchHub({ tell, signal }: BenchOptions): Promise<readonly Row[]> {
  await using engine = await engineUnderTest()
  tell('preparing a hub with the whole catalogue')
  await using full = await fullHub(engine)
  const primed: number[] = []
  const plain: number[] = []
  const pull = async (name: string, layers: boolean) => {
    const sandbox = await startSandbox({
      driver: engine.driver,
      key: full.key,
      id: name,
      hub: full.opened.hub,
      ...(layers && { layers: { name: full.layerStore, access: 'read' as const } }),
      signal,
    })
    try {
      const began = performance.now()
      const { status, stderr } = await sandbox.connection.exec(COMMAND, BOUNDS)
      if (status !== 0) throw new Error(`${COMMAND} ended with ${status}: ${stderr}`)
      return performance.now() - began
    } finally {
      await sandbox.destroy()
    }
  }
  for (let sample = 1; sample <= SAMPLES; sample++) {
    tell(`${sample} of ${SAMPLES} pulls of each kind`)
    primed.push(await pull(`primed-${sample}`, true))
    plain.push(await pull(`plain-${sample}`, false))
  }
  return [
    compare({
      name: `${COMMAND}, layers primed, ms`,
      ours: primed,
      peer: plain,
      goal: { ratio: 0.1, ours: 500 },
    }),
  ]
}

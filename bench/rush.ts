import type Docker from 'dockerode'
import { median, percentile } from '../runner/rehearsal/statistics.ts'
import { findEngine } from '../sandbox-server/engines/find-engine.ts'
import { checkOut, OURS } from './baseline.ts'
import { type BenchOptions, compare, type Row } from './row.ts'
import { type Checkout, type RushReader, RushSide } from './rush-side.ts'

/** Of the readers, those who come where nobody has prepared for them. */
const UNPREPARED_PART = 0.3

/** Sandboxes whose memory is measured, at most, and cold starts. */
const MOST_KEPT = 10
const COLD_STARTS = 5

/** As the settings have it by default. */
const WARM = { warm: 1, warmMaximum: 8, startsAtOnce: 2 }

const GOAL = {
  prepared: { promptMilliseconds: 300, prompt: 1 / 50, printed: 1 / 4, failures: 0 },
  unprepared: { prompt: 0.4, failures: 0 },
  coldStart: 0.5,
  kept: { memory: 0.5, share: 0 },
}

/** What a state of the project costs and takes in the first minute of a workshop. */
interface Measured {
  /** Processor time of cold starts, in seconds. */
  readonly coldStarts: readonly number[]
  /** Of sandboxes that nobody has yet: memory in MB, and the part of a processor in percent. */
  readonly memory: readonly number[]
  readonly share: readonly number[]
  readonly prepared: readonly RushReader[]
  readonly unprepared: readonly RushReader[]
}

/** Everybody presses Run within a second, here and in an earlier state of the project. */
export async function benchRush(options: BenchOptions): Promise<readonly Row[]> {
  const { tell, signal, readers, baseline: commit } = options
  const { docker } = await findEngine(process.env)
  tell(`${commit} with its packages`)
  const baseline = await checkOut(commit, signal)
  const say = (name: string) => (detail: string) => tell(`${name}: ${detail}`)
  const peer = await measure(docker, baseline, readers, say(commit), signal)
  const ours = await measure(docker, OURS, readers, say('ours'), signal)
  return [...rushRows(readers, ours, peer), ...costRows(ours, peer)]
}

async function measure(
  docker: Docker,
  checkout: Checkout,
  readers: number,
  tell: (detail: string) => void,
  signal: AbortSignal,
): Promise<Measured> {
  const kept = Math.min(readers, MOST_KEPT)
  const bounds = { maximum: readers + MOST_KEPT, perAddress: readers + MOST_KEPT }
  const serve = (live: { warm: number; warmMaximum: number; prepared?: number }) =>
    RushSide.start(docker, checkout, { ...WARM, ...bounds, ...live })
  const coldStarts: number[] = []
  {
    await using side = await serve({ warm: 0, warmMaximum: 0 })
    for (let count = 1; count <= COLD_STARTS; count++) {
      signal.throwIfAborted()
      tell(`cold start ${count} of ${COLD_STARTS}`)
      coldStarts.push(await side.coldStart())
    }
  }
  const idle = await (async () => {
    await using side = await serve({ warm: kept, warmMaximum: kept })
    await side.hasReady(kept, (ready) => tell(`${ready} of ${kept} whose memory is measured`))
    await side.isQuiet()
    return { memory: await side.memory(), share: await side.idleShare() }
  })()
  signal.throwIfAborted()
  const few = Math.ceil(readers * UNPREPARED_PART)
  const unprepared = await (async () => {
    await using side = await serve(WARM)
    await side.hasReady(WARM.warm, () => tell(`${few} readers, unprepared`))
    // Else the server would be gone before they have come.
    return await side.rush(few)
  })()
  signal.throwIfAborted()
  await using side = await serve({ ...WARM, prepared: readers })
  // An earlier state has no more than its usual ones, however long it is waited for.
  const isPrepared = checkout === OURS
  await side.hasReady(isPrepared ? readers : WARM.warm, (ready) =>
    tell(`${ready} of ${readers} are prepared`),
  )
  await side.isQuiet()
  tell(`${readers} readers`)
  return { coldStarts, ...idle, unprepared, prepared: await side.rush(readers) }
}

function rushRows(readers: number, ours: Measured, peer: Measured): Row[] {
  const p95 = percentile(0.95)
  const of = `rush of ${readers}, prepared for`
  const few = `rush of ${ours.unprepared.length}, unprepared`
  return [
    compare({
      name: `${of}: to the prompt, p95, ms`,
      ours: times(ours.prepared, 'prompt'),
      peer: times(peer.prepared, 'prompt'),
      of: p95,
      goal: { ours: GOAL.prepared.promptMilliseconds, ratio: GOAL.prepared.prompt },
    }),
    compare({
      name: `${of}: to the prompt, median, ms`,
      ours: times(ours.prepared, 'prompt'),
      peer: times(peer.prepared, 'prompt'),
    }),
    compare({
      name: `${of}: a container has printed, p95, ms`,
      ours: times(ours.prepared, 'printed'),
      peer: times(peer.prepared, 'printed'),
      of: p95,
      goal: { ratio: GOAL.prepared.printed },
    }),
    failureRow(`${of}: failures`, ours.prepared, GOAL.prepared.failures),
    compare({
      name: `${few}: to the prompt, p95, ms`,
      ours: times(ours.unprepared, 'prompt'),
      peer: times(peer.unprepared, 'prompt'),
      of: p95,
      goal: { ratio: GOAL.unprepared.prompt },
    }),
    failureRow(`${few}: failures`, ours.unprepared, GOAL.unprepared.failures),
  ]
}

function costRows(ours: Measured, peer: Measured): Row[] {
  return [
    compare({
      name: 'processor time of a cold start, s',
      ours: ours.coldStarts,
      peer: peer.coldStarts,
      goal: { ratio: GOAL.coldStart },
    }),
    compare({
      name: 'memory of a sandbox that nobody has yet, MB',
      ours: ours.memory,
      peer: peer.memory,
      goal: { ratio: GOAL.kept.memory },
    }),
    compare({
      name: 'part of a processor that it takes, %',
      ours: ours.share,
      peer: peer.share,
      of: median,
      goal: { ours: GOAL.kept.share },
      tolerance: null,
    }),
  ]
}

function failureRow(name: string, readers: readonly RushReader[], goal: number): Row {
  const failures = readers.flatMap(({ failure }) => failure ?? [])
  for (const failure of failures) console.error(failure)
  return compare({ name, ours: [failures.length], goal: { ours: goal }, tolerance: null })
}

/** Of those who came that far. */
function times(readers: readonly RushReader[], time: 'prompt' | 'printed'): readonly number[] {
  const measured = readers.flatMap((reader) => reader[time] ?? [])
  return measured.length > 0 ? measured : [Number.POSITIVE_INFINITY]
}

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL_CASES } from '../../fidelity/cases/all.ts'
import { startPlainEngine } from '../../fidelity/plain-engine/plain-engine.ts'
import { playCases, type Row } from '../../fidelity/play.ts'
import { describeRow } from '../../fidelity/report.ts'
import { openSandboxSide } from '../../fidelity/sandbox-side.ts'
import { isFailure } from '../../fidelity/verdict.ts'
import { engineUnderTest } from '../support/engine.ts'
import { fullHub } from '../support/full-hub.ts'
import { PATIENCE } from '../support/patience.ts'

const QUICK = ALL_CASES.filter(({ quick }) => quick)

/** Of a plain engine: control groups, folders and mounts of this machine. */
function tracesOfPlainEngines(): string[] {
  const groups = execFileSync('find', [
    ...['/sys/fs/cgroup', '-maxdepth', '2', '-name', 'blitz-plain-*'],
  ]).toString()
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith('blitz-plain-'))
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n')
  return [
    ...groups.split('\n').filter(Boolean),
    ...folders,
    ...mounts.filter((line) => line.includes('blitz-plain-')),
  ]
}

describe.skipIf(process.getuid?.() !== 0)('Docker in a sandbox and plain Docker', () => {
  const before = tracesOfPlainEngines()
  const sides = new AsyncDisposableStack()
  const rows = new Map<string, Row>()

  beforeAll(async () => {
    const engine = sides.use(await engineUnderTest())
    const { opened, layerStore, key } = sides.use(await fullHub(engine))
    const { docker, driver, image, labels } = engine
    const { hub } = opened
    const layers = { name: layerStore, access: 'read' } as const
    const [sandbox, plain] = await Promise.all([
      openSandboxSide({ driver, key, id: 'fidelity', hub, layers }),
      startPlainEngine({ docker, image, labels, hub, patience: PATIENCE }),
    ])
    sides.use(sandbox)
    sides.use(plain)
    for (const row of await playCases({ cases: QUICK, sandbox, plain })) {
      rows.set(row.name, row)
    }
    await sides.disposeAsync()
  })

  afterAll(() => sides.disposeAsync())

  it.each(QUICK)('print the same, or differ for a reason: $what', ({ name }) => {
    const row = rows.get(name) as Row
    expect(isFailure(row.verdict), describeRow(row)).toBe(false)
  })

  it('leave nothing of the plain engine on the machine', () => {
    expect(tracesOfPlainEngines()).toEqual(before)
  })
})

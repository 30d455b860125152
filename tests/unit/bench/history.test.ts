import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendRun, readHistory, type SavedRun, whatGotWorse } from '../../../bench/history.ts'
import { compare, type Row } from '../../../bench/row.ts'

const run = (date: string, rows: readonly Row[]): SavedRun => ({
  date: `${date}T12:00:00.000Z`,
  commit: '0123456789',
  kernel: '6.18.0',
  processors: 2,
  engine: '26.1.5',
  rows,
})

const alone = (ours: number, tolerance = 0.2) => compare({ name: 'x, ms', ours: [ours], tolerance })
const against = (ours: number, peer: number) =>
  compare({ name: 'x, ms', ours: [ours], peer: [peer], tolerance: 0.2 })

describe('what got worse since it was last saved', () => {
  it.each<[string, Row, Row, boolean]>([
    ['within its tolerance', alone(120), alone(100), false],
    ['beyond it', alone(121), alone(100), true],
    ['better', alone(10), alone(100), false],
    ['slower with its peer, on a slower machine', against(200, 400), against(100, 200), false],
    ['slower while its peer is not', against(125, 200), against(100, 200), true],
    ['a score that sank', score(70), score(100), true],
    ['a score that rose', score(100), score(70), false],
    ['of no tolerance at all', { ...alone(300), tolerance: null }, alone(100), false],
  ])('%s', (_, now, before, isTold) => {
    expect(whatGotWorse([now], [run('2026-03-01', [before])])).toHaveLength(isTold ? 1 : 0)
  })

  it('is seen against the last run that has the row', () => {
    const history = [
      run('2026-03-01', [alone(500)]),
      run('2026-03-02', [alone(100)]),
      run('2026-03-03', [{ ...alone(1), name: 'y' }]),
    ]
    expect(whatGotWorse([alone(300)], history)).toEqual([
      'x, ms: 300, and 100 on 2026-03-02 (0123456789, 2 processors).',
    ])
  })

  it('is nothing where nothing was saved', () => {
    expect(whatGotWorse([alone(300)], [])).toEqual([])
  })
})

describe('the history', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'blitz-history-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  it('is empty before the first run is saved', async () => {
    expect(await readHistory(join(directory, 'none.jsonl'))).toEqual([])
  })

  it('keeps one run after the other', async () => {
    const path = join(directory, 'history.jsonl')
    const [one, other] = [run('2026-03-01', [alone(1)]), run('2026-03-02', [alone(2)])]
    await appendRun(one, path)
    await appendRun(other, path)
    expect(await readHistory(path)).toEqual([one, other])
  })
})

function score(ours: number): Row {
  return { ...against(ours, 100), better: 'more' }
}

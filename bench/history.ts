import { execFile } from 'node:child_process'
import { appendFile, readFile } from 'node:fs/promises'
import { availableParallelism, release } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findEngine } from '../sandbox-server/engines/find-engine.ts'
import type { Row } from './row.ts'

const HISTORY = join(import.meta.dirname, 'history.jsonl')

/** One saved run: what was measured, of which state of the project, on what kind of machine. */
export interface SavedRun {
  /** As ISO 8601. */
  readonly date: string
  /** `+` at its end: with changes that were not committed. */
  readonly commit: string
  readonly kernel: string
  readonly processors: number
  /** Version of the Docker engine. */
  readonly engine: string
  readonly rows: readonly Row[]
}

/** @returns every saved run, the oldest first. */
export async function readHistory(path = HISTORY): Promise<readonly SavedRun[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as SavedRun)
}

/** Adds the rows to the history, as measured here and now. */
export async function save(rows: readonly Row[]): Promise<void> {
  const { docker } = await findEngine(process.env)
  const { Version: engine } = await docker.version()
  await appendRun({
    date: new Date().toISOString(),
    commit: await commit(),
    kernel: release(),
    processors: availableParallelism(),
    engine,
    rows,
  })
}

export async function appendRun(run: SavedRun, path = HISTORY): Promise<void> {
  await appendFile(path, `${JSON.stringify(run)}\n`)
}

/** @returns a sentence for each row that is worse than when it was last saved, beyond tolerance. */
export function whatGotWorse(
  rows: readonly Row[],
  history: readonly SavedRun[],
): readonly string[] {
  return rows.flatMap((row) => {
    const saved = history.findLast((run) => run.rows.some(({ name }) => name === row.name))
    const before = saved?.rows.find(({ name }) => name === row.name)
    if (saved === undefined || before === undefined || !isWorse(row, before)) return []
    const { date, commit, processors } = saved
    const from = `${date.slice(0, 10)} (${commit}, ${processors} processors)`
    return [`${row.name}: ${figure(row)}, and ${figure(before)} on ${from}.`]
  })
}

function isWorse(now: Row, before: Row): boolean {
  if (now.tolerance === null) return false
  const [value, old] = [now.ratio ?? now.ours, before.ratio ?? before.ours]
  return now.better === 'less'
    ? value > old * (1 + now.tolerance)
    : value < old * (1 - now.tolerance)
}

function figure({ ratio, ours }: Row): string {
  return ratio === null ? `${ours}` : `ratio ${ratio}`
}

async function commit(): Promise<string> {
  const git = async (...words: string[]) => {
    const { stdout } = await promisify(execFile)('git', words, { cwd: import.meta.dirname })
    return stdout.trim()
  }
  const hash = await git('rev-parse', '--short=10', 'HEAD')
  return (await git('status', '--porcelain', '--untracked-files=no')) === '' ? hash : `${hash}+`
}

import { execFile } from 'node:child_process'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Checkout } from './rush-side.ts'

const PROJECT = join(import.meta.dirname, '..')

/**
 * Kept between runs: the packages of an earlier commit take a minute. Not in `node_modules`, because Node
 * runs no TypeScript from there.
 */
const CHECKOUTS = join(PROJECT, '.blitz/baselines')

/** What is measured in every commit by one and the same program. */
const READERS = 'rush-readers.ts'

/** This state of the project. */
export const OURS: Checkout = { root: PROJECT }

/**
 * An earlier state of the project with the packages that it needs.
 * @throws when there is no such commit, or its packages cannot be had.
 */
export async function checkOut(commit: string, signal: AbortSignal): Promise<Checkout> {
  const run = async (cwd: string, ...[program, ...words]: [string, ...string[]]) =>
    (await promisify(execFile)(program, words, { cwd, signal })).stdout.trim()
  const name = await run(PROJECT, 'git', 'rev-parse', '--verify', `${commit}^{commit}`)
  const root = join(CHECKOUTS, name)
  const readers = () => copyFile(join(import.meta.dirname, READERS), join(root, 'bench', READERS))
  // Whole or not at all, because a folder gets its name last.
  if (
    await readers().then(
      () => true,
      () => false,
    )
  )
    return { root }
  const unfinished = `${root}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  const archive = join(unfinished, '.archive.tar')
  await run(PROJECT, 'git', 'archive', '--output', archive, name)
  await run(unfinished, 'tar', '--extract', '--file', archive)
  await rm(archive)
  await run(unfinished, 'npm', 'ci', '--no-audit', '--no-fund')
  await rename(unfinished, root)
  await readers()
  return { root }
}

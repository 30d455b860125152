import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findingsIn } from './english/prose.ts'

const PROJECT = join(import.meta.dirname, '..')

/** All that a reader, a host or an author reads. */
const READ = [
  '*.md',
  'content/chapters/*.mdx',
  'course/**/*.ts',
  'docs/**/*.md',
  'deploy/**/*.md',
  'node-protocol/*.ts',
  'protocol/sentences.ts',
  'sandbox-node/**/*.ts',
  'sandbox-server/**/*.ts',
  'src/**/*.{ts,astro}',
  'tools/*.ts',
  'words/{english,words,read-words}.ts',
]

process.exitCode = await main(process.argv.slice(2))

/** @param paths of files to read; all that people read where there is none. */
async function main(paths: readonly string[]): Promise<number> {
  const files = [...paths]
  if (files.length === 0) for await (const path of glob(READ, { cwd: PROJECT })) files.push(path)
  let count = 0
  for (const path of files.sort()) {
    const text = await readFile(join(PROJECT, path), 'utf8')
    for (const { line, column, sentence } of await findingsIn(path, text)) {
      console.log(`${path}:${line}:${column}: ${sentence}`)
      count += 1
    }
  }
  if (count === 0) return 0
  console.log(`\n${count} to be written again: see tools/english/rules.ts.`)
  return 1
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { markdownTable } from '../tools/markdown-table.ts'
import type { Subject } from './case.ts'
import type { Row } from './play.ts'
import { REASONS, type Reason, type ReasonName } from './reasons.ts'

export const PAGE_PATH = join(import.meta.dirname, '../docs/fidelity.md')

const SAME = 'same'
const NOT_PLAYED = 'not played yet'

/** What the page says of each case, by name. */
export type Told = ReadonlyMap<string, string>

/** @returns what a page says: nothing where there is none yet. */
export async function readPage(path = PAGE_PATH): Promise<Told> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, name, said] = /^\| `([a-z0-9-]+)` *\|.*\| ([^|]*?) *\|$/.exec(line) ?? []
      return name === undefined || said === undefined || said === NOT_PLAYED
        ? []
        : [[name, said] as const]
    }),
  )
}

/** @returns what is known of all cases when these have been played: of the others, what was. */
export function tellAgain(told: Told, subjects: readonly Subject[], rows: readonly Row[]): Told {
  const cases = new Map(subjects.flatMap((one) => one.cases.map((each) => [each.name, each])))
  const news = rows.map(({ name, verdict }) => {
    const isSame = verdict === 'same' || verdict === 'needless'
    return [name, isSame ? SAME : `different: ${cases.get(name)?.differs ?? 'why is not known'}`]
  })
  return new Map([...told, ...(news as [string, string][])])
}

/** @returns docs/fidelity.md: what is the same in a sandbox and on a plain engine, and what is not. */
export function fidelityPage(subjects: readonly Subject[], told: Told, version: string): string {
  // What takes long is played now and then.
  const shown = subjects.map(({ title, cases }) => ({
    title,
    cases: cases.filter(({ name, long }) => !long || told.has(name)),
  }))
  const cases = shown.flatMap((subject) => subject.cases).filter(({ name }) => told.has(name))
  const same = cases.filter(({ name }) => told.get(name) === SAME)
  const percent = Math.floor((1000 * same.length) / Math.max(1, cases.length)) / 10
  return `# The Docker in the sandbox, beside Docker elsewhere

\`npm run fidelity -- --page\` writes this page. It plays commands in a sandbox, and on a plain Docker engine of the same version: the programs of the sandbox image, run as root on the same machine, without settings. Both use the same Docker Hub. It compares what they print and how they end, without ids, times and names that an engine makes up.

Docker ${version}: ${same.length} of ${cases.length} cases are the same (${percent} %). The commands of each case are in \`fidelity/cases/\`.

## Why some differ

${reasonsIn(told)}
${shown.map((subject) => section(subject, told)).join('\n')}`
}

function reasonsIn(told: Told): string {
  const named = new Set([...told.values()].map((said) => said.replace('different: ', '')))
  return Object.keys(REASONS)
    .filter((name) => named.has(name))
    .map((name) => {
      const { because }: Reason = REASONS[name as ReasonName]
      return `- **${name}**: ${because}\n`
    })
    .join('')
}

function section({ title, cases }: Subject, told: Told): string {
  const rows = cases.map(({ name, what }) => [`\`${name}\``, what, told.get(name) ?? NOT_PLAYED])
  return `## ${title}\n\n${markdownTable([['case', 'what it does', 'in the sandbox'], ...rows])}\n`
}

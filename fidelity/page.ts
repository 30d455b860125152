import { join } from 'node:path'
import type { Case, Subject } from './case.ts'
import type { Row } from './play.ts'
import { REASONS, type Reason, type ReasonName } from './reasons.ts'
import { summary } from './report.ts'

export const PAGE_PATH = join(import.meta.dirname, '../docs/fidelity.md')

/** @returns docs/fidelity.md: what is the same in a sandbox and on a plain engine, and what is not. */
export function fidelityPage(
  subjects: readonly Subject[],
  rows: readonly Row[],
  version: string,
): string {
  const byName = new Map(rows.map((row) => [row.name, row]))
  const played = subjects
    .map(({ title, cases }) => ({ title, cases: cases.filter(({ name }) => byName.has(name)) }))
    .filter(({ cases }) => cases.length > 0)
  return `# The Docker in the sandbox, beside Docker elsewhere

This page is made by \`npm run fidelity -- --page\`. It plays commands in a sandbox, and on a plain Docker engine of the same version: the sandbox image's own programs, run as root on the same machine, with no settings. Both find the same Docker Hub. What they print and how they end is compared, without ids, times and names that the engine makes up.

Docker ${version}: ${summary(rows)}.

## Reasons

${reasonsOf(played.flatMap(({ cases }) => cases))}
${played.map(({ title, cases }) => section(title, cases, byName)).join('\n')}`
}

function reasonsOf(cases: readonly Case[]): string {
  const names = [...new Set(cases.flatMap(({ differs }) => differs ?? []))].sort()
  return names
    .map((name: ReasonName) => {
      const { because, onlyWhere }: Reason = REASONS[name]
      const where = onlyWhere === 'cgroup-1' ? ' (Only on machines with control groups 1.)' : ''
      return `- **${name}**: ${because}${where}\n`
    })
    .join('')
}

function section(title: string, cases: readonly Case[], rows: ReadonlyMap<string, Row>): string {
  const lines = cases.map(({ name, what, differs }) => {
    const verdict = rows.get(name)?.verdict
    return `| \`${name}\` | ${what} | ${verdict === 'same' ? 'same' : `different: ${differs ?? 'no reason is known'}`} |`
  })
  return `## ${title}\n\n| case | what it does | in the sandbox |\n| --- | --- | --- |\n${lines.join('\n')}\n`
}

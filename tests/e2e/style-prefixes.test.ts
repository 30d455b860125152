import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { builtSite } from '../support/site.ts'

/** What WebKit knows by its prefix alone; of text decorations those with more than lines. */
const PREFIXED = [
  ['user-select', /[^;}]+/],
  ['box-decoration-break', /[^;}]+/],
  ['text-decoration', /(?!(?:underline|overline| )+[;}])[a-z]+ [^;}]+/],
] as const

/** The sheets of the site, and the scripts, some of which hold a sheet. */
async function builtStyles(): Promise<string> {
  const directory = join(await builtSite(), '_astro')
  const names = (await readdir(directory)).filter((name) => /\.(css|js)$/.test(name))
  return (await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))).join()
}

it.each(PREFIXED)('WebKit gets %s with the prefix that it needs', async (property, value) => {
  const rules = (await builtStyles()).match(/\{[^{}]*\}/g) ?? []
  const declaration = new RegExp(`(?<=[;{])${property}:(${value.source})(?=[;}])`)
  const found = rules.filter((rule) => declaration.test(rule))
  expect(found.length).toBeGreaterThan(0)
  for (const rule of found) {
    expect(rule).toContain(`-webkit-${property}:${declaration.exec(rule)?.[1]}`)
  }
})

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const PROJECT = join(import.meta.dirname, '../../..')

/** A text that is a path from the root of a host, and is not handed to `atBase`. */
const AT_ROOT = /(?<!atBase\()(["'`]\/[a-z$][^"'`]*)["'`]/g

/** Such texts that a browser asks for nothing by, and those that a step of the build moves. */
const OTHERS = [
  // Of a link in Markdown: `rehype-base.ts` comes after it.
  `src/markdown/remark-glossary.ts: \`/glossary/#\${slug}`,
  // The end of what another course's site has under its own path.
  `src/join/places.ts: \`/\${course}/`,
  // Handed to `atBase` a step later.
  `src/join/seat-step.ts: \`/\${chapter}/`,
  `src/workshop/host-lead.ts: \`/\${chapter}/`,
  // In an app of a reader.
  `src/live-terminal/preview-panel.ts: \`/\${this.#path.value}`,
]

it('no address in the code of the pages lacks the base of the site', () => {
  const found = globSync('src/**/*.{ts,astro,css}', { cwd: PROJECT }).flatMap((file) => {
    const code = readFileSync(join(PROJECT, file), 'utf8').replaceAll(/^\s*(?:\/?\*|\/\/).*$/gm, '')
    return [...code.matchAll(AT_ROOT)].map(([, text]) => `${file}: ${text}`)
  })
  expect(found.sort()).toEqual(OTHERS.toSorted())
})

import { expect, it } from 'vitest'
import { buildTrouble } from '../../../tools/build-trouble.ts'
import { page } from '../../support/course-folder.ts'

const COURSE = {
  shown: '../git',
  sources: new Map([
    ['index', page('Git')],
    ['files', page('Files', 'chapter: 1\n', '![A picture](../pictures/nope.svg)\n')],
  ]),
}

/** As Astro 7.3 writes them, without the parts between. */
const THROWN = `01:33:57 [ERROR] Error: boom
    at file:///srv/blitz/.astro/.prerender/chunks/files_tZNvrMNf.mjs:17:9
    at _createMdxContent (file:///srv/blitz/.astro/.prerender/chunks/files_tZNvrMNf.mjs:18:4)
    at renderJSX (file:///srv/blitz/.astro/.prerender/chunks/jsx-runtime_CVa6Wx-C.mjs:2204:9)
01:33:57 [ERROR] [build] Caught error rendering /print: Error: boom
`
const MISSING = `01:34:34 [ERROR] [vite] ✗ Build failed in 2.59s
[UNRESOLVED_IMPORT] Could not resolve '../pictures/nope.svg' in ../git/chapters/files.mdx
    ╭─[ ../git/chapters/files.mdx:11:40 ]
`
const COMPONENT = `[UNLOADABLE_DEPENDENCY] Could not load src/components/Nope.astro
    ╭─[ ../../../tmp/K/bad/chapters/files.mdx:10:15 ]
`
const FIELD = `[InvalidContentEntryDataError] docs → files data does not match collection schema.

  description: Too small: expected string to have >=20 characters

  Hint:
`

it.each([
  [
    'code that throws',
    THROWN,
    '../git/chapters/files.mdx: Code in this page throws an error: boom.',
  ],
  [
    'a picture that is not there',
    MISSING,
    '../git/chapters/files.mdx:7: There is no file for nope.svg at the path that the page gives.',
  ],
  [
    'a path that climbs out',
    '[course-packages] chapters/files.mdx: ../pictures/nope.svg leads out of the folder of the course.\n',
    '../git/chapters/files.mdx:7: The path ../pictures/nope.svg leads out of the folder of the course.',
  ],
  [
    'a component that is not there',
    COMPONENT,
    '../git/chapters/files.mdx: There is no file for Nope.astro at the path that the page gives.',
  ],
  [
    'a field that the schema refuses',
    FIELD,
    '../git/chapters/files.mdx:3: description: Too small: expected string to have >=20 characters.',
  ],
])('a build that stops at %s says so in one sentence, with the place', (_, output, sentence) => {
  expect(buildTrouble(output, COURSE)).toBe(sentence)
})

it('a build that stops at something else keeps its own last lines', () => {
  expect(buildTrouble('[ERROR] out of memory\n', COURSE)).toBeUndefined()
})

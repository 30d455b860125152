import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseChapter } from '../../../lesson/parse-chapter.ts'
import { Cast } from '../../../runner/cast.ts'
import { linesNotPrinted, pageDiff, recordChapter, withOutputs } from '../../../runner/record.ts'
import { screenText } from '../../../runner/screen-text.ts'

const CHAPTER = `---
title: A
---

Before.

\`\`\`console run name="one"
$ echo \\
> one
old
$ true
\`\`\`

\`\`\`console run name="two" expect="lines"
$ docker image inspect {x}
"chosen": 1
\`\`\`

\`\`\`console run name="three"
$ docker stop {x}
\`\`\`

After.
`

describe('a recording', () => {
  it('takes the place of what the page showed, and touches nothing else', () => {
    const { blocks } = parseChapter('a', CHAPTER)
    const recordings = blocks.map((block) => ({
      block,
      played: {
        steps: block.steps.map(({ command }) => ({ command, status: 0, output: 'new\n\noutput' })),
        end: 'done' as const,
        cast: new Cast(block.name),
        times: {},
      },
    }))
    expect(withOutputs(CHAPTER, recordings)).toBe(
      CHAPTER.replace('old\n$ true\n', 'new\n\noutput\n$ true\nnew\n\noutput\n').replace(
        '$ docker stop {x}\n',
        '$ docker stop {x}\nnew\n\noutput\n',
      ),
    )
  })

  it('keeps what its author wrote into the page meanwhile, and leaves out a block of other commands', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'blitz-record-'))
    onTestFinished(() => rm(directory, { recursive: true }))
    await mkdir(join(directory, 'chapters'))
    const path = join(directory, 'chapters/a.mdx')
    const recordings = parseChapter('a', CHAPTER).blocks.map((block) => ({
      block,
      played: {
        steps: block.steps.map(({ command }) => ({ command, status: 0, output: 'new' })),
        end: 'done' as const,
        cast: new Cast(block.name),
        times: {},
      },
    }))
    const edited = CHAPTER.replace('Before.', 'Before, in many more words.').replace(
      'docker stop',
      'docker rm',
    )
    await writeFile(path, edited)
    const recorded = await recordChapter(directory, 'a', recordings)
    expect(recorded.edited).toEqual(['a/three'])
    expect(await readFile(path, 'utf8')).toBe(edited.replace('old\n$ true\n', 'new\n$ true\nnew\n'))
    expect(await readdir(join(directory, 'recordings/a'))).toEqual(['one.cast', 'two.cast'])
  })

  it('leaves chosen lines to the author, and tells which were not printed', () => {
    const { blocks } = parseChapter(
      'a',
      `---
title: A
---

\`\`\`console run name="one" expect="/Docker/"
$ docker version
Docker 26.1.5
ID 0123456789ab
$ date
  today
\`\`\`
`,
    )
    const [block] = blocks
    if (block === undefined) throw new Error('There is no block.')
    const outputs = ['Docker 28.5.2\nID ba9876543210', 'yesterday\ntoday']
    const steps = block.steps.map(({ command }, index) => {
      return { command, status: 0, output: outputs[index] ?? '' }
    })
    const played = { steps, end: 'done' as const, cast: new Cast(block.name), times: {} }
    expect(linesNotPrinted({ block, played })).toEqual(['Docker 26.1.5'])
    const own = { ...block, expect: { kind: 'shape' as const } }
    expect(linesNotPrinted({ block: own, played })).toEqual([])
  })

  it('is an asciicast whose clock begins with the first output', () => {
    const cast = new Cast('a/one')
    const euro = new TextEncoder().encode('€')
    cast.output(euro.subarray(0, 2), 1000)
    cast.output(euro.subarray(2), 2500)
    const [header, ...events] = cast
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(header).toEqual({ version: 2, width: 120, height: 30, title: 'a/one' })
    expect(events).toEqual([[1.5, 'o', '€']])
  })

  it('says which engine its output came from', () => {
    const cast = new Cast('a/one')
    cast.recordedWith('Docker 28.5.2')
    expect(JSON.parse(cast.toString())).toMatchObject({ engine: 'Docker 28.5.2' })
  })

  it('shows what it changed in a page, and nothing else', () => {
    const after = CHAPTER.replace('old', 'new')
    expect(pageDiff('a', CHAPTER, CHAPTER)).toBe('')
    expect(pageDiff('a', CHAPTER, after).split('\n').slice(2)).toEqual([
      '--- a\tbefore',
      '+++ a\tnow',
      '@@ -9,3 +9,3 @@',
      ' > one',
      '-old',
      '+new',
      ' $ true',
      '',
    ])
  })
})

describe('what stands on the screen', () => {
  const text = (output: string) => screenText(new TextEncoder().encode(output))

  it.each([
    ['lines', 'one\r\ntwo  \r\n', 'one\ntwo'],
    ['colours gone', '\x1b[31mred\x1b[0m', 'red'],
    ['a progress bar in its last state', '10%\r50%\r100%\r\n', '100%'],
    [
      'lines that were renewed',
      'a: waiting\r\nb: waiting\r\n\x1b[2A\x1b[2Ka: done\r\n\x1b[2Kb: done',
      'a: done\nb: done',
    ],
    [
      'a line longer than the screen as one',
      `${'x'.repeat(130)}\r\nend`,
      `${'x'.repeat(130)}\nend`,
    ],
    ['marks that a terminal ignores', '\x1b]133;C\x07out\x1b]133;D;0\x07', 'out'],
    ['nothing', '', ''],
  ])('%s', async (_, output, expected) => {
    expect(await text(output)).toBe(expected)
  })

  it('more lines than a screen has', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`)
    expect(await text(lines.join('\r\n'))).toBe(lines.join('\n'))
  })
})

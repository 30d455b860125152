import { describe, expect, it } from 'vitest'
import { parseTranscript } from '../../../lesson/transcript.ts'
import { countDone, doneSentence } from '../../../src/summary/course-parts.ts'
import { transcriptOf } from '../../../src/summary/transcript.ts'

const CHAPTERS = [
  {
    name: 'one',
    title: 'First things',
    number: 1,
    blocks: [
      { name: 'one/a', title: 'A list' },
      { name: 'one/b', title: 'Not run' },
    ],
    tasks: [
      { name: 'one/do', title: 'Do it' },
      { name: 'one/more', title: 'Do more' },
    ],
  },
  {
    name: 'two',
    title: 'Untouched',
    number: 2,
    blocks: [{ name: 'two/a', title: 'C' }],
    tasks: [],
  },
]

const OPTIONS = {
  title: 'A course',
  chapters: CHAPTERS,
  finished: ['one/a', 'one/do', 'gone/x'],
  commands: new Map([
    [
      'one/a',
      [
        { command: 'ls', output: 'b.txt\nc.txt', status: 0, at: 2000 },
        { command: 'for n in 1\ndo false\ndone', output: '', status: 1, at: 3000 },
      ],
    ],
    ['dock/shell', [{ command: 'docker run -it alpine', output: '', status: undefined, at: 1000 }]],
  ]),
  formatTime: (milliseconds: number) => `${milliseconds / 1000} s`,
}

describe('the transcript of a course', () => {
  it('has what ran, by chapters and blocks, and the tasks', () => {
    expect(transcriptOf(OPTIONS)).toBe(`# A course: what you did

You ran 1 of 3 blocks and did 1 of 2 tasks.

The commands ran from 1 s to 3 s.

## 1. First things

### A list

\`\`\`console
$ ls
b.txt
c.txt
$ for n in 1
> do false
> done
[exit status 1]
\`\`\`

### Tasks

- [x] Do it
- [ ] Do more

## Other terminals

### dock/shell

\`\`\`console
$ docker run -it alpine
[it was still running when you left the page]
\`\`\`
`)
  })

  it('can be pasted into a chapter: its sessions are read as those of a fence', () => {
    const [, session = ''] = /```console\n([^`]*)\n```/.exec(transcriptOf(OPTIONS)) ?? []
    expect(parseTranscript(session).map(({ command }) => command)).toEqual([
      'ls',
      'for n in 1\ndo false\ndone',
    ])
  })

  it('keeps an output with a fence in it whole', () => {
    const output = '```\nnot the end\n````'
    const commands = new Map([['one/a', [{ command: 'cat', output, status: 0, at: 1 }]]])
    expect(transcriptOf({ ...OPTIONS, commands })).toContain(
      `\n\`\`\`\`\`console\n$ cat\n${output}\n\`\`\`\`\`\n`,
    )
  })

  it('says where an output was not kept', () => {
    const commands = new Map([['one/a', [{ command: 'cat', output: undefined, status: 0, at: 1 }]]])
    expect(transcriptOf({ ...OPTIONS, commands })).toContain('$ cat\n[its output was not kept]\n')
  })

  it('says so where nothing ran', () => {
    const text = transcriptOf({ ...OPTIONS, finished: [], commands: new Map() })
    expect(text).toBe('# A course: what you did\n\nYou ran 0 of 3 blocks and did 0 of 2 tasks.\n')
  })
})

describe('the summary of a course', () => {
  it('counts blocks and tasks that the course has', () => {
    expect(doneSentence(countDone(CHAPTERS, ['one/a', 'one/do', 'gone/x']))).toBe(
      'You ran 1 of 3 blocks and did 1 of 2 tasks.',
    )
  })

  it('leaves tasks out where a course has none', () => {
    expect(doneSentence(countDone(CHAPTERS.slice(1), ['two/a']))).toBe('You ran 1 of 1 blocks.')
  })
})

import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Course } from '../../lesson/course.ts'
import { parseChapter } from '../../lesson/parse-chapter.ts'
import type { Row } from '../../runner/check-chapter.ts'
import { checkCourse } from '../../runner/check-course.ts'
import type { Habit } from '../../runner/check-in-order.ts'
import { withOutputs } from '../../runner/record.ts'
import { describeRow, rowAsJson, rowsAsJunit } from '../../runner/report.ts'
import type { Waits } from '../../runner/waits.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { startServer, type TestServer } from '../support/server.ts'

let engine: EngineUnderTest
let server: TestServer

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({ driver: engine.driver, live: { warm: 1 } })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

/** A chapter in which everything can be that a chapter can have. */
const CHAPTER = `---
title: A visit
chapter: 2
---

\`\`\`console run name="enter" until="/ #" expect="any"
$ docker container run -it alpine:latest sh
/ #
\`\`\`

\`\`\`console run name="list" needs="enter" capture="visitor=/alpine.* (\\S+)$/" expect="/alpine:latest/"
$ docker container ls
CONTAINER ID   IMAGE           COMMAND   CREATED         STATUS         PORTS     NAMES
b55beb81b389   alpine:latest   "sh"      8 seconds ago   Up 7 seconds             silly_einstein
\`\`\`

\`\`\`console run name="stop" needs="list" expect="exact"
$ docker container stop -t 0 {visitor}
silly_einstein
\`\`\`

\`\`\`console run name="prune" answer="[y/N] -> n" expect="lines"
$ cd /tmp
$ docker container prune
WARNING! This will remove all stopped containers.
\`\`\`

\`\`\`console run name="where"
$ pwd
/tmp
\`\`\`

\`\`\`console run name="refused" exit="1" expect="shape"
$ true
$ docker image rm alpine:latest
Error response from daemon: conflict: unable to remove repository reference "alpine:latest" (must force) - container aaaaaaaaaaa1 is using its referenced image bbbbbbbbbbb2
\`\`\`

\`\`\`text save-as="~/my notes/a.txt" name="note"
It's mine.
\`\`\`

\`\`\`console run name="read" needs="note"
$ cat ~/"my notes/a.txt"
It's mine.
\`\`\`

\`\`\`task name="tidy"
title: Remove it
needs: [stop]
text: Remove the stopped container.
hint: Look at rm.
solution: docker container rm $(docker container ls -aq)
checks:
  - run: test -z "$(docker container ls -aq)"
    otherwise: There is a container left.
\`\`\`
`

async function check(...sources: string[]): Promise<readonly Row[]> {
  return checkCourse({ ...courseOf(...sources), address: server.address, atOnce: 2, onRow() {} })
}

function courseOf(...sources: string[]) {
  const chapters = sources.map((source, index) => parseChapter(`chapter-${index + 1}`, source))
  return { course: new Course(chapters), chapters }
}

/** Plays the course in one sandbox alone. */
async function checkInOrder(habit: Habit, ...sources: string[]): Promise<readonly Row[]> {
  const { course } = courseOf(...sources)
  const { address } = server
  return checkCourse({ course, chapters: [], address, atOnce: 1, inOrder: [habit], onRow() {} })
}

const problemsOf = (rows: readonly Row[]) =>
  rows.flatMap(({ name, problem }) => (problem ? [`${name}: ${problem.sentence}`] : []))

describe('the lessons are played', () => {
  it('from top to bottom, agree with their pages, and say what they wait for', async () => {
    const said: string[] = []
    const waits: Waits = {
      begin: ({ name, line }) => ({
        tell: (what) => said.push(`${name}:${line} ${what}`),
        end: () => said.push(`${name} ended`),
      }),
    }
    // The value that nobody chose is the default.
    const withVariable = CHAPTER.replace(
      '```console run name="where"\n$ pwd\n/tmp\n',
      '```variable name="place"\nlabel: Where\ndefault: /tmp\n```\n\n```console run name="where"\n$ pwd; cd "{place}"\n/tmp\n',
    )
    const { address } = server
    const options = { ...courseOf(withVariable), address, atOnce: 1, waits, onRow() {} }
    const rows = await checkCourse(options)
    expect(said.slice(0, 4)).toEqual([
      'chapter-1/enter:6 a sandbox and a shell in it',
      'chapter-1/enter:6 "/ #" of docker container run -it alpine:latest sh',
      'chapter-1/enter ended',
      'chapter-1/list:11 a sandbox and a shell in it',
    ])
    expect(said.filter((line) => line.includes(' pwd'))).toEqual([
      expect.stringMatching(/^chapter-1\/where:\d+ pwd; cd "\/tmp"$/),
    ])
    expect(said.slice(-3)).toEqual([
      expect.stringMatching(/^chapter-1\/tidy:\d+ docker container rm /),
      expect.stringMatching(/ its checks$/),
      'chapter-1/tidy ended',
    ])
    expect(problemsOf(rows)).toEqual([])
    expect(rows.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'block chapter-1/enter',
      'block chapter-1/list',
      'block chapter-1/stop',
      'block chapter-1/prune',
      'block chapter-1/where',
      'block chapter-1/refused',
      'file chapter-1/note',
      'block chapter-1/read',
      'task chapter-1/tidy',
    ])
  })

  it('and fail with a clear difference where the page claims something else', async () => {
    const edited = CHAPTER.replace('$ pwd\n/tmp\n', '$ pwd\n/home\n')
    const rows = await check(edited)
    expect(problemsOf(rows)).toEqual(['chapter-1/where: pwd: the output is another.'])
    const failed = rows.find(({ problem }) => problem) as Row
    const line = edited.split('\n').findIndex((text) => text.includes('name="where"')) + 1
    const report = stripVTControlCharacters(describeRow(failed))
    expect(report).toMatch(/✗ chapter-1\/where/)
    expect(report).toContain(`content/chapters/chapter-1.mdx:${line}\n`)
    expect(report).toMatch(/- the page {3}\+ the sandbox\n +-\/home\n +\+\/tmp$/)
    expect(JSON.parse(rowAsJson(failed))).toMatchObject({ result: 'failed', line, kind: 'block' })
    expect(rowsAsJunit(rows)).toContain('tests="9" failures="1"')
    // Recorded anew, it agrees.
    const { blocks } = parseChapter('chapter-1', edited)
    const recordings = blocks.flatMap((block) => {
      const played = rows.find(({ name }) => name === block.name)?.played
      return played ? [{ block, played }] : []
    })
    expect(withOutputs(edited, recordings)).toContain('$ pwd\n/tmp\n')
  })

  it.each([
    [
      'exit="1" expect="shape"',
      'expect="shape"',
      'refused: docker image rm alpine:latest ended with 1, not with 0.',
    ],
    [
      'answer="[y/N] -> n" expect',
      'answer="[y/N] -> y" expect',
      'tidy: Its checks hold before anybody has done it.',
    ],
    [
      ' until="/ #"',
      ' answer="/ # -> exit 3"',
      'enter: docker container run -it alpine:latest sh ended with 3, not with 0.',
    ],
    ['/alpine.* (\\S+)$/', '/ghost/', 'list: The output shows nothing that visitor captures.'],
    [
      'test -z "$(docker container ls -aq)"',
      'true',
      'tidy: Its checks hold before anybody has done it.',
    ],
    [
      'solution: docker container rm $(docker container ls -aq)',
      'solution: docker image ls',
      'tidy: After its solution it still says: There is a container left.',
    ],
    [
      'solution: docker container rm $(docker container ls -aq)',
      'solution: docker container rm ghost',
      'tidy: Its solution ended with 1.',
    ],
  ])('%s instead of %s is told', async (written, instead, sentence) => {
    expect(CHAPTER).toContain(written)
    expect(problemsOf(await check(CHAPTER.replace(written, instead)))).toContain(
      `chapter-1/${sentence}`,
    )
  })

  it('each chapter in a sandbox of its own, with what it needs of others', async () => {
    const second = `---
title: Another
chapter: 3
---

\`\`\`console run name="gone" needs="chapter-1/stop"
$ docker container ls --all --format '{{.Status}}'
Exited (137) 1 second ago
\`\`\`
`
    const rows = await check(CHAPTER, second)
    expect(problemsOf(rows)).toEqual([])
    expect(rows.map(({ chapter }) => chapter).at(-1)).toBe('chapter-2')
    expect(rows).toHaveLength(10)
  })
})

describe('the course in one sandbox', () => {
  const first = `---
title: First
chapter: 1
---

\`\`\`console run name="write" expect="any"
$ cd && touch written
\`\`\`

\`\`\`task name="solve"
title: Solve it
text: Make a file.
hint: Use touch.
solution: touch ~/solved
checks:
  - run: test -e ~/solved
    otherwise: There is no file.
\`\`\`
`
  const second = (file: string) => `---
title: Second
chapter: 2
---

\`\`\`console run name="list" expect="any"
$ ls
\`\`\`

\`\`\`task name="again"
title: Make it
text: Make a file.
hint: Use touch.
solution: touch ~/${file}
checks:
  - run: test -e ~/${file}
    otherwise: There is no file.
\`\`\`
`
  const DONE = 'Its checks hold before anybody has done it.'
  const IN_ORDER = 'In one sandbox with all chapters before it:'

  it('has no task that an earlier block has done already', async () => {
    const file = 'written'
    // Alone the chapter is well: nothing in its own sandbox does the task.
    expect(problemsOf(await check(first, second(file)))).toEqual([])
    expect(problemsOf(await checkInOrder('reads', first, second(file)))).toEqual([
      `chapter-2/again: ${IN_ORDER} ${DONE}`,
    ])
  })

  it('has no task that an earlier task has done already', async () => {
    const file = 'solved'
    expect(problemsOf(await checkInOrder('reads', first, second(file)))).toEqual([])
    expect(problemsOf(await checkInOrder('solves', first, second(file)))).toEqual([
      `chapter-2/again: ${IN_ORDER} ${DONE}`,
    ])
  })

  it('has no block that an earlier chapter keeps from its end', async () => {
    const stopped = second('own').replace('$ ls', '$ test ! -e ~/written')
    expect(problemsOf(await check(first, stopped))).toEqual([])
    expect(problemsOf(await checkInOrder('reads', first, stopped))).toEqual([
      `chapter-2/list: ${IN_ORDER} test ! -e ~/written ended with 1, not with 0.`,
    ])
  })

  it('and a play that cannot go on ends the others with its sentence', async () => {
    const { course, chapters } = courseOf(first, second('own'))
    const onRow = () => {
      throw new Error('The table is full.')
    }
    const played = checkCourse({ course, chapters, address: server.address, atOnce: 2, onRow })
    await expect(played).rejects.toThrow('The table is full.')
  })
})

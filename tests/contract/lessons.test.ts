import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Course } from '../../lesson/course.ts'
import { parseChapter } from '../../lesson/parse-chapter.ts'
import type { Row } from '../../runner/check-chapter.ts'
import { checkCourse } from '../../runner/check-course.ts'
import { withOutputs } from '../../runner/record.ts'
import { describeRow, rowAsJson, rowsAsJunit } from '../../runner/report.ts'
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
$ docker container stop --time 0 {visitor}
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
  const chapters = sources.map((source, index) => parseChapter(`chapter-${index + 1}`, source))
  const course = new Course(chapters)
  return checkCourse({ course, chapters, address: server.address, atOnce: 2, onRow: () => {} })
}

const problemsOf = (rows: readonly Row[]) =>
  rows.flatMap(({ name, problem }) => (problem ? [`${name}: ${problem.sentence}`] : []))

describe('the lessons are played', () => {
  it('from top to bottom, and agree with their pages', async () => {
    const rows = await check(CHAPTER)
    expect(problemsOf(rows)).toEqual([])
    expect(rows.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'block chapter-1/enter',
      'block chapter-1/list',
      'block chapter-1/stop',
      'block chapter-1/prune',
      'block chapter-1/where',
      'block chapter-1/refused',
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
    expect(rowsAsJunit(rows)).toContain('tests="7" failures="1"')
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
    expect(rows).toHaveLength(8)
  })
})

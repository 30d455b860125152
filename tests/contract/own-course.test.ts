import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newCourse } from '../../course/new-course.ts'
import type { Course } from '../../lesson/course.ts'
import { checkCourse } from '../../runner/check-course.ts'
import { recordChapter } from '../../runner/record.ts'
import { checkedCourse } from '../../tools/course.ts'
import { ensureSite } from '../../tools/site.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { startServer, type TestServer } from '../support/server.ts'

let engine: EngineUnderTest
let server: TestServer
let folder: string
let git: string
let course: Course

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blitz-courses-'))
  git = await newCourse(join(folder, 'git-basics'))
  course = await checkedCourse(git)
  engine = await engineUnderTest()
  server = await startServer({ driver: engine.driver, live: { warm: 1 } })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

describe('a course that was begun a moment ago', () => {
  it('agrees with its sandboxes, has no task done before its reader does it, and is recorded', async () => {
    const { chapters } = course
    const rows = await checkCourse({
      course,
      chapters,
      address: server.address,
      atOnce: 2,
      inOrder: ['reads', 'solves'],
      onRow() {},
    })
    expect(rows.flatMap(({ name, problem }) => (problem ? [name, problem.sentence] : []))).toEqual(
      [],
    )
    for (const { name, blocks } of chapters) {
      const recordings = blocks.flatMap((block) => {
        const played = rows.find((row) => row.name === block.name)?.played
        return played ? [{ block, played }] : []
      })
      expect(recordings).toHaveLength(blocks.length)
      expect(await recordChapter(git, name, recordings)).toEqual({ diff: '', edited: [] })
    }
    expect(await readdir(join(git, 'recordings/text'))).toEqual(['count.cast', 'fruit.cast'])
  })

  it('is built under its name beside another one, each with its own pages and recordings', async () => {
    const other = await newCourse(join(folder, 'shell'))
    const directory = join(folder, 'site')
    const options = { courses: [git, other], directory, base: '/school/' }
    await ensureSite(() => {}, options)
    const page = (path: string) => readFile(join(directory, path), 'utf8')
    expect(await page('index.html')).toContain('<strong>Git Basics</strong>')
    expect(await page('git-basics/text/index.html')).toMatch(
      /<img[^>]* src="\/school\/git-basics\/_astro\/pipe\.[^"]+\.svg"/,
    )
    expect(await page('shell/text/index.html')).toMatch(/<title>Text \| Shell<\/title>/)
    expect(await page('git-basics/recordings/files/note.cast')).toContain('a note')
    expect(await ensureSite(() => {}, options)).toEqual({ directory, built: false })
  })
})

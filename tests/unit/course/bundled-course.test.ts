import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { Course } from '../../../lesson/course.ts'
import { parseChapter } from '../../../lesson/parse-chapter.ts'
import { postCommandsIn } from '../../../runner/post-table.ts'
import { checkedCourse, courseImages, expectImages, listedImages } from '../../../tools/course.ts'
import { TEST_CATALOGUE } from '../../support/hub.ts'

describe('the course', () => {
  it('is whole: every need is met, and every image can be pulled', async () => {
    const { chapters } = await checkedCourse()
    expect(chapters.length).toBeGreaterThan(10)
  })

  it('runs every command of the post', async () => {
    const missing = postCommandsIn(await checkedCourse()).filter(({ block }) => !block)
    expect(missing.map(({ chapter, command }) => `${chapter}: ${command}`)).toEqual([])
  })

  it('tells of no newer Docker that the sandbox has caught up with', async () => {
    const blocks = (await checkedCourse()).chapters.flatMap((chapter) => chapter.blocks)
    const recorded = blocks.find(({ name }) => name === 'docker-basics/version')?.steps[0].output
    const sandbox = Number(/^ Version: +(\d+)\./m.exec(recorded ?? '')?.[1])
    const folder = new URL('../../../content/chapters/', import.meta.url)
    const pages = await Promise.all(
      (await readdir(folder)).map((name) => readFile(new URL(name, folder), 'utf8')),
    )
    const told = pages.flatMap((page) => [...page.matchAll(/^```console newer version="(\d+)/gm)])
    expect(told.length).toBeGreaterThan(8)
    for (const [fence, version] of told) expect(Number(version), fence).toBeGreaterThan(sandbox)
  })

  it('needs first what its chapters and tasks pull, and what a Dockerfile may begin with', async () => {
    const first = courseImages(await checkedCourse())
    // An image of a chapter, of a task alone, of a Dockerfile's base, and of its first line.
    for (const image of ['redis:latest', 'golang:1.11-alpine', 'node:22-alpine']) {
      expect(first).toContain(image)
    }
    expect(first).toContain('docker/dockerfile:1')
    expect(first).not.toContain('nginx')
  })

  it('lists no image that the catalogue lacks', () => {
    const course = new Course([parseChapter('a', '---\ntitle: A\nlisted: [nginx]\n---\n')])
    expect(listedImages(course)).toEqual(['nginx'])
    expect(() => expectImages(course, TEST_CATALOGUE)).toThrow(
      'a.mdx: listed: nginx is in no catalogue: add library/nginx with the tag latest to images.yaml.',
    )
  })

  it('names no image that the catalogue lacks', () => {
    const source =
      '---\ntitle: A\n---\n\n```console run name="x"\n$ docker pull nigelpoulton/tu-demo:v9\n```\n'
    const course = new Course([parseChapter('a', source)])
    expect(() => expectImages(course, TEST_CATALOGUE)).toThrow(
      'a.mdx:5: nigelpoulton/tu-demo:v9 is in no catalogue: add nigelpoulton/tu-demo with the tag v9 to images.yaml.',
    )
  })
})

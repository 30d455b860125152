import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openCourse } from '../../../course/course-folder.ts'
import { newCourse } from '../../../course/new-course.ts'
import { checkedCourse } from '../../../tools/course.ts'

async function emptyFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-new-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

it('a new course has its own name, two chapters, and a task in each', async () => {
  const directory = await newCourse(join(await emptyFolder(), 'git-basics'))
  const { file } = await openCourse(directory)
  expect([file.name, file.title]).toEqual(['git-basics', 'Git Basics'])
  const { chapters } = await checkedCourse(directory)
  expect(chapters.map(({ name, tasks }) => [name, tasks.length])).toEqual([
    ['index', 0],
    ['files', 1],
    ['text', 1],
  ])
  expect(chapters[0]?.title).toBe('Git Basics')
})

it('a new course takes no name that an address could not have', async () => {
  const folder = await emptyFolder()
  await expect(newCourse(join(folder, 'Git & more'))).rejects.toThrow(
    'Git & more is no name for a course: it takes a letter or a digit, then up to 28 of a-z, 0-9 and -.',
  )
})

it('a new course overwrites nothing', async () => {
  const folder = join(await emptyFolder(), 'git')
  await newCourse(folder)
  await expect(newCourse(folder)).rejects.toThrow('this folder is not empty.')
  await writeFile(join(folder, 'a-file'), '')
  await expect(newCourse(join(folder, 'a-file'))).rejects.toThrow('there is a file at this path.')
  await expect(newCourse(join(folder, 'a-file', 'git'))).rejects.toThrow(
    'there is a file at this path.',
  )
})

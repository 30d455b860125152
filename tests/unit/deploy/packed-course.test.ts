import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openCourse } from '../../../course/course-folder.ts'
import { filesOfCourses, packedPath } from '../../../tools/packed-files.ts'
import { writeCourse } from '../../support/course-folder.ts'

it('an archive has the files of a course under its name, and nothing of its tools', async () => {
  const directory = await writeCourse({
    '.git/config': '',
    '.env': 'a secret',
    'home/.bashrc': '',
    'node_modules/a/index.js': '',
  })
  await symlink('/etc/hostname', join(directory, 'link'))
  await mkdir(join(directory, 'empty'))
  await writeFile(join(directory, 'home/notes'), '')
  const course = await openCourse(directory)
  expect((await filesOfCourses([course])).map(({ name }) => name).sort()).toEqual([
    'courses/git/chapters/first.mdx',
    'courses/git/chapters/index.mdx',
    'courses/git/course.yaml',
    'courses/git/home/.bashrc',
    'courses/git/home/notes',
  ])
  expect(packedPath(course)).toBe('courses/git')
})

it('an archive has the bundled course where the project has it', async () => {
  const course = await openCourse()
  expect(await filesOfCourses([course])).toEqual([])
  expect(packedPath(course)).toBe('content')
})

import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCourse } from '../../../course/read-course.ts'
import { COURSE_YAML, page, writeCourse } from '../../support/course-folder.ts'

/** What is said about a course with these files, without the path of its folder. */
async function refusal(changes: Readonly<Record<string, string | undefined>>): Promise<string> {
  return refusalOf(await writeCourse(changes))
}

async function refusalOf(directory: string): Promise<string> {
  const said = await readCourse(directory).then(
    () => 'It was taken.',
    (error: Error) => error.message,
  )
  return said.replace(/^.*\/blitz-course-\w+(\/|: )/, '')
}

const block = (name: string, needs: string) =>
  `\`\`\`console run name="${name}" needs="${needs}"\n$ true\n\`\`\`\n`

describe('the folder of a course', () => {
  it('is read with its chapters in their order', async () => {
    const { chapters } = await readCourse(await writeCourse())
    expect(chapters.map(({ name }) => name)).toEqual(['index', 'first'])
  })

  it.each([
    ['no course.yaml', { 'course.yaml': undefined }, 'there is no course.yaml in this folder.'],
    [
      'a course.yml',
      { 'course.yaml': undefined, 'course.yml': COURSE_YAML },
      'there is no course.yaml in this folder. Rename course.yml to course.yaml.',
    ],
    [
      'no chapters',
      { 'chapters/index.mdx': undefined, 'chapters/first.mdx': undefined },
      'course.yaml:1: There are no chapters:',
    ],
    [
      'a text of the interface that is misspelt',
      { 'words.yaml': '# Ours.\nblock.rnu: Go' },
      'words.yaml:2: The interface has no text block.rnu. Did you mean block.run?',
    ],
    [
      'no first page',
      { 'chapters/index.mdx': undefined },
      'chapters/index.mdx: This file is missing: it is the first page of the course.',
    ],
    [
      'a chapter that is misspelt',
      { 'course.yaml': COURSE_YAML.replace('[first]', '[frist]') },
      'course.yaml:7: sections.0.chapters.0 is frist, and there is no chapters/frist.mdx. Did you mean first?',
    ],
    [
      'a chapter on installing that is misspelt',
      { 'course.yaml': `${COURSE_YAML}install: frist\n` },
      'course.yaml:8: install is frist, and there is no chapters/frist.mdx. Did you mean first?',
    ],
    [
      'a chapter twice',
      { 'course.yaml': COURSE_YAML.replace('[first]', '[first, first]') },
      'course.yaml:7: sections.0.chapters.1 is first, which is in a section already.',
    ],
    [
      'a chapter in no section',
      { 'chapters/second.mdx': page('Second', 'chapter: 2\n') },
      'chapters/second.mdx: chapter: The chapter has a number, and is in no section of course.yaml. Add second to one, in its place.',
    ],
    [
      'numbers that differ from the order',
      {
        'course.yaml': COURSE_YAML.replace('[first]', '[second, first]'),
        'chapters/second.mdx': page('Second', 'chapter: 2\n'),
      },
      'chapters/second.mdx: chapter: The number is 2, and course.yaml has the chapter before first, whose number is 1. Change the number or the place.',
    ],
    [
      'two chapters of one number',
      {
        'course.yaml': COURSE_YAML.replace('[first]', '[first, second]'),
        'chapters/second.mdx': page('Second', 'chapter: 1\n'),
      },
      'chapters/second.mdx: chapter: first.mdx has the number 1, too.',
    ],
    [
      'blocks that need each other',
      {
        'course.yaml': COURSE_YAML.replace('[first]', '[first, second]'),
        'chapters/first.mdx': page('First', 'chapter: 1\n', block('a', 'second/b')),
        'chapters/second.mdx': page('Second', 'chapter: 2\n', block('b', 'first/a')),
      },
      'chapters/first.mdx:7: first/a needs second/b, which comes later.',
    ],
    [
      'a logo that is not there',
      { 'course.yaml': `${COURSE_YAML}logo: logo.svg\n` },
      'course.yaml:8: logo is logo.svg, and there is no such file.',
    ],
    [
      'a logo of 40 MB',
      {
        'course.yaml': `${COURSE_YAML}logo: logo.svg\n`,
        'logo.svg': ' '.repeat(40_000_000),
      },
      'course.yaml:8: logo is logo.svg, of 39063 KiB: a logo has 256 KiB at most.',
    ],
  ])('with %s is refused, with its place', async (_, changes, sentence) => {
    expect((await refusal(changes)).startsWith(sentence)).toBe(true)
  })

  it('whose logo is a link that leads out of it is refused', async () => {
    const directory = await writeCourse({ 'course.yaml': `${COURSE_YAML}logo: logo.svg\n` })
    const outside = await writeCourse()
    await writeFile(join(outside, 'logo.svg'), '<svg/>')
    await symlink(join(outside, 'logo.svg'), join(directory, 'logo.svg'))
    expect(await refusalOf(directory)).toBe(
      'course.yaml:8: logo is logo.svg, a link that leads out of the folder of the course.',
    )
  })

  it('that is not there, or is a file, is refused', async () => {
    const directory = await writeCourse()
    expect(await refusalOf(`${directory}/none`)).toBe('none: there is no such folder.')
    expect(await refusalOf(`${directory}/course.yaml`)).toBe(
      'course.yaml: this is a file, and a course is a folder.',
    )
  })
})

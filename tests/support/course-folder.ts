import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A `course.yaml` with what every course must say. */
export const COURSE_YAML = `name: git
title: Git Basics
tagline: Commits, one at a time.
description: What a commit is, and how to make one in a sandbox.
sections:
  - title: The course
    chapters: [first]
`

/** @returns the source of a page. @param lines further ones at its top. */
export function page(title: string, lines = '', text = ''): string {
  return `---\ntitle: ${title}\ndescription: What this page of the course is about.\n${lines}---\n\n${text}`
}

/**
 * A course of two pages in a folder of its own, which is removed after the test.
 * @param changes files by their paths; undefined leaves one out.
 */
export async function writeCourse(
  changes: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-course-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  await fillCourse(directory, {
    'course.yaml': COURSE_YAML,
    'chapters/index.mdx': page('Git Basics'),
    'chapters/first.mdx': page('First', 'chapter: 1\n'),
    ...changes,
  })
  return directory
}

/** Writes the files of a course. @param files by their paths; undefined leaves one out. */
export async function fillCourse(
  directory: string,
  files: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    if (text === undefined) continue
    await mkdir(dirname(join(directory, name)), { recursive: true })
    await writeFile(join(directory, name), text)
  }
}

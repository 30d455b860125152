import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ensureSite } from '../../../tools/site.ts'
import { COURSE_YAML, page, writeCourse } from '../../support/course-folder.ts'

/** Where nothing of it is built yet: the build of the first course is stopped before it begins. */
const STOPPED = AbortSignal.abort()

async function siteFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-site-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

describe('a site of several courses', () => {
  it('has a first page that lists them, and nothing left of another site', async () => {
    const directory = await siteFolder()
    await mkdir(join(directory, 'welcome'))
    await writeFile(join(directory, 'welcome/index.html'), 'an old page')
    const courses = [
      await writeCourse(),
      await writeCourse({
        'course.yaml': COURSE_YAML.replace('name: git', 'name: shell').replace(
          'Git Basics',
          '"Shells & <pipes>"',
        ),
      }),
    ]
    const options = { courses, directory, base: '/school/', address: 'https://a.example' }
    await expect(ensureSite(() => {}, { ...options, signal: STOPPED })).rejects.toThrow()
    const list = await readFile(join(directory, 'index.html'), 'utf8')
    expect(list).toContain('<a href="/school/git/" lang="en">')
    expect(list).toContain('<strong>Shells &amp; &lt;pipes></strong>')
    expect(await readFile(join(directory, 'robots.txt'), 'utf8')).toContain(
      'Sitemap: https://a.example/school/shell/sitemap-index.xml\n',
    )
    expect((await readdir(directory)).sort()).toEqual(['404.html', 'index.html', 'robots.txt'])
  })

  it('lists courses of one language in that language', async () => {
    const german = (name: string) =>
      writeCourse({
        'course.yaml': `${COURSE_YAML.replace('name: git', `name: ${name}`)}language: de\n`,
      })
    const courses = [await german('git'), await german('shell')]
    const directory = await siteFolder()
    const built = ensureSite(() => {}, { courses, directory, signal: STOPPED })
    await expect(built).rejects.toThrow()
    const list = await readFile(join(directory, 'index.html'), 'utf8')
    expect(list).toContain('<html lang="de">')
    expect(list).toContain('<h1>Kurse</h1>')
  })

  it('takes no two courses of one name', async () => {
    const courses = [await writeCourse(), await writeCourse()]
    await expect(ensureSite(() => {}, { courses, directory: await siteFolder() })).rejects.toThrow(
      'both have the name git in their course.yaml, and each is served under its name. Change one of them.',
    )
  })

  it('says which course cannot be had, and where', async () => {
    const courses = [await writeCourse(), await writeCourse({ 'chapters/index.mdx': undefined })]
    await expect(ensureSite(() => {}, { courses, directory: await siteFolder() })).rejects.toThrow(
      'chapters/index.mdx: This file is missing: it is the first page of the course.',
    )
  })

  it('is not begun where a chapter of a course is wrong', async () => {
    const wrong = page('First', 'chapter: 1\n', '```console run nme="x"\n$ true\n```\n')
    const courses = [await writeCourse({ 'chapters/first.mdx': wrong })]
    await expect(ensureSite(() => {}, { courses, directory: await siteFolder() })).rejects.toThrow(
      /chapters\/first\.mdx:7: .*name/,
    )
  })
})

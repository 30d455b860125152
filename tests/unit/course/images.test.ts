import { symlink } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mergeCatalogues, readCatalogue } from '../../../sandbox-server/hub/catalogue.ts'
import { readLock, writeLock } from '../../../sandbox-server/hub/fill/digest-lock.ts'
import { checkedCourse, courseCatalogue, coursesWithEngine } from '../../../tools/course.ts'
import { COURSE_YAML, page, writeCourse } from '../../support/course-folder.ts'

const images = (repository: string, tags: string) => `repositories:
  - repository: ${repository}
    description: Of a course
    stars: 0
    official: false
    tags: ${tags}
`

const PULL = page(
  'First',
  'chapter: 1\n',
  '```console run name="x"\n$ docker pull school/app\n```\n',
)

describe('the images of a course', () => {
  it('are those of the bundled course where it names none', async () => {
    const catalogue = await courseCatalogue([await writeCourse()])
    expect(catalogue.has('library/alpine')).toBe(true)
  })

  it('are no matter of a course without Docker', async () => {
    const yaml = `${COURSE_YAML}sandbox: { engine: false }\n`
    const git = await writeCourse({ 'course.yaml': yaml })
    const docker = await writeCourse()
    expect(await coursesWithEngine([git, docker])).toEqual([docker])
  })

  it('have their digests kept where the folder may be written, and asked for again elsewhere', async () => {
    const path = join(await writeCourse(), 'images.lock.json')
    const lock = { 'library/alpine:latest': `sha256:${'a'.repeat(64)}` }
    await writeLock(path, lock)
    expect(await readLock(path)).toEqual(lock)
    // Nobody may make a file there.
    await writeLock('/sys/images.lock.json', lock)
    expect(await readLock('/sys/images.lock.json')).toEqual({})
  })

  it('are the only ones that its chapters may pull', async () => {
    const directory = await writeCourse({
      'images.yaml': images('school/app', '[{ tag: latest, from: images/app }]'),
      'images/app/Dockerfile': 'FROM scratch\n',
      'chapters/first.mdx': PULL,
    })
    await checkedCourse(directory)
    const other = await writeCourse({
      'images.yaml': images('school/other', '[]'),
      'chapters/first.mdx': PULL,
    })
    await expect(checkedCourse(other)).rejects.toThrow(
      /chapters\/first\.mdx:7: school\/app is in no catalogue: add school\/app with the tag latest to images\.yaml\.$/,
    )
  })

  it.each([
    ['at a path with nothing', 'images/none', 'and there is nothing at that path.'],
    ['of a folder without a Dockerfile', 'images/app', 'and there is no Dockerfile in it.'],
    [
      'behind a link that leads out',
      'link/hostname',
      'which is outside of the folder of the course.',
    ],
    ['outside', '..', 'which is outside of the folder of the course.'],
  ])('%s are refused, with line and field', async (_, from, sentence) => {
    const directory = await writeCourse({
      'images.yaml': images('school/app', `[{ tag: v1, from: ${from} }]`),
      'images/app/notes': '',
    })
    await symlink('/etc', join(directory, 'link'))
    await expect(readCatalogue(join(directory, 'images.yaml'))).rejects.toThrow(
      `${relative('.', directory)}/images.yaml:6: repositories.0.tags.0.from is ${from}, ${sentence}`,
    )
  })

  it('are refused where a field is wrong, with the line', async () => {
    const yaml = images('school/app', '[{ tag: latest, standin: app }]')
    const directory = await writeCourse({ 'images.yaml': yaml })
    await expect(courseCatalogue([directory])).rejects.toThrow(/images\.yaml:6: repositories\.0/)
  })

  it('of two courses are one catalogue, in which a name of both is that of the first', async () => {
    const catalogues = ['[{ tag: v1, from: a }]', '[{ tag: v1, from: b }, { tag: v2, from: b }]']
    const [first, second] = await Promise.all(
      catalogues.map(async (tags) => {
        const directory = await writeCourse({
          'images.yaml': images('school/app', tags),
          'a/Dockerfile': 'FROM scratch\n',
          'b/Dockerfile': 'FROM scratch\nLABEL b=\n',
        })
        return readCatalogue(join(directory, 'images.yaml'))
      }),
    )
    const merged = mergeCatalogues([first, second] as NonNullable<typeof first>[])
    expect(merged.images.map(({ tag, own }) => [tag, own?.path.at(-1)])).toEqual([
      ['v1', 'a'],
      ['v2', 'b'],
    ])
  })
})

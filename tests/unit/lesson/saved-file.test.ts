import { describe, expect, it } from 'vitest'
import { Course, stepsOf } from '../../../lesson/course.ts'
import { parseHomePath } from '../../../lesson/home-path.ts'
import { imagesNamedIn } from '../../../lesson/images.ts'
import { parseChapter } from '../../../lesson/parse-chapter.ts'
import { playableOf } from '../../../lesson/playable.ts'
import { parseSaveOptions } from '../../../lesson/saved-file.ts'

const DOCKERFILE = '```dockerfile save-as=~/web/Dockerfile name="web"\nFROM alpine:latest\n```\n'
const BLOCK = '```console run name="build" needs="web"\n$ docker build ~/web\n```\n'

const chapterOf = (...fences: string[]) =>
  parseChapter('files', `---\ntitle: Files\nchapter: 1\n---\n\n${fences.join('\n')}`)

describe('a fence that is a file', () => {
  it('is a step of its chapter, in its order, that others may need', () => {
    const chapter = chapterOf('```console run name="first"\n$ true\n```\n', DOCKERFILE, BLOCK)
    expect(stepsOf(chapter).map(({ name }) => name)).toEqual([
      'files/first',
      'files/web',
      'files/build',
    ])
    const course = new Course([chapter])
    const [needed] = course.needsOf({ needs: ['files/build'] })
    expect(needed && playableOf(needed)).toEqual({
      name: 'files/web',
      title: '~/web/Dockerfile',
      needs: [],
      path: 'web/Dockerfile',
      text: 'FROM alpine:latest\n',
    })
  })

  it('has a name without one, and keeps the options of its code block', () => {
    const chapter = chapterOf('```yaml save-as=a.yaml {1} wrap\na: 1\n```\n')
    expect(chapter.files[0]?.name).toBe('files/file-1')
    expect(parseSaveOptions(`save-as='~/my app/a' {2-3} title="T" needs="x y"`)).toEqual({
      path: 'my app/a',
      name: undefined,
      needs: ['x', 'y'],
      others: '{2-3} title="T"',
    })
    expect(parseSaveOptions('title="x" wrap')).toBeUndefined()
  })

  it('names the images that a Dockerfile begins with, and not its own stages', () => {
    const text =
      'FROM node:22 AS build\nFROM build AS test\nFROM --platform=x scratch\nFROM nginx\n'
    const chapter = chapterOf(`\`\`\`dockerfile save-as=Dockerfile\n${text}\`\`\`\n`)
    expect(imagesNamedIn([chapter]).map(({ reference }) => reference)).toEqual(['node:22', 'nginx'])
  })

  it.each([
    ['save-as=/etc/passwd', 'save-as="/etc/passwd" is not in the home directory: begin with "~/".'],
    ['save-as=~/../x', 'save-as="~/../x" leads out of its folder: leave out "..".'],
    ['save-as=~/web/', 'save-as="~/web/" names a folder: add the name of a file.'],
    ['save-as', 'The option save-as needs a value, such as save-as=~/web/Dockerfile.'],
    ['saveas=x', 'There is no option saveas. Did you mean save-as?'],
    ['save-as=x nmae="y"', 'There is no option nmae. Did you mean name?'],
    ['save-as=x save-as=y', 'The option save-as is there twice.'],
    ['save-as=x needs="ghost"', 'needs: there is no block or file ghost before this one.'],
  ])('is refused with its line and a sentence: %s', (meta, sentence) => {
    expect(() => chapterOf(`\`\`\`yaml ${meta}\na: 1\n\`\`\`\n`)).toThrow(
      `files.mdx:6: ${sentence}`,
    )
  })
})

describe('a path in the home directory', () => {
  it.each([
    ['~/web/Dockerfile', 'web/Dockerfile'],
    ['web//./Dockerfile', 'web/Dockerfile'],
    [' notes.txt ', 'notes.txt'],
    ['-rf', '-rf'],
    ["~/it's $HOME/`x`", "it's $HOME/`x`"],
  ])('%j is %j', (written, path) => {
    expect(parseHomePath(written)).toBe(path)
  })

  it.each([
    '',
    '~',
    '~/',
    '/x',
    '~root/x',
    '../x',
    'a/../../x',
    'a/..',
    'a/.',
    'a\nb',
    'a\0b',
    '\ud800',
    'x'.repeat(256),
    'ü'.repeat(128),
  ])('%j is refused', (written) => {
    expect(() => parseHomePath(written)).toThrow(/\.$/)
  })
})

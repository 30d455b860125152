import { describe, expect, it } from 'vitest'
import { Course } from '../../../lesson/course.ts'
import { parseChapter } from '../../../lesson/parse-chapter.ts'

const fence = (meta: string, content: string) => `\n\`\`\`${meta}\n${content}\n\`\`\`\n`
const chapter = (name: string, number: number, body: string) =>
  parseChapter(name, `---\ntitle: ${name}\nchapter: ${number}\n---\n${body}`)

const TASK = `title: Two names
text: Give it a second name.
hint: Look at tag.
solution: |
  docker image tag a b
  docker image ls
checks:
  - run: docker image inspect b
    otherwise: There is no b yet.`

describe('a chapter', () => {
  it('is read with its blocks and tasks, and their places in the file', () => {
    const body =
      'Text with <Component a={1} /> and {1 + 1}.\n' +
      fence('console run name="list"', '$ docker image ls\nREPOSITORY') +
      fence('console then', '$ docker image ls\nold') +
      fence('sh', 'no block') +
      fence('task name="names"', TASK)
    const { title, number, blocks, tasks } = chapter('basics', 2, body)
    expect({ title, number }).toEqual({ title: 'basics', number: 2 })
    expect(blocks.map(({ name, place }) => [name, place.line])).toEqual([['basics/list', 7]])
    expect(tasks).toMatchObject([
      {
        name: 'basics/names',
        solution: ['docker image tag a b', 'docker image ls'],
        checks: [{ run: 'docker image inspect b', otherwise: 'There is no b yet.' }],
      },
    ])
  })

  it.each([
    [
      'needs of nothing',
      fence('console run needs="ghost"', '$ true'),
      'basics.mdx:6: needs: there is no block or file ghost before this one.',
    ],
    [
      'a wrong option',
      fence('console run titel="x"', '$ true'),
      'basics.mdx:6: There is no option titel="x". Did you mean title?',
    ],
    [
      'an old session without a block',
      fence('console then', '$ true'),
      'basics.mdx:6: Put a "console then" fence directly after its block.',
    ],
    ['a task without a name', fence('task', TASK), 'basics.mdx:6: A task needs a name: '],
    [
      'a wrong key of a task',
      fence('task name="a"', `${TASK}\nhints: x`),
      'basics.mdx:16: A task has no hints. Did you mean hint?',
    ],
    [
      'a task without a check',
      fence('task name="a"', `${TASK.split('checks:')[0]}checks: []`),
      'basics.mdx:13: checks of the task is not usable: ',
    ],
    [
      'a task that is no YAML',
      fence('task name="a"', 'title: a: b'),
      'basics.mdx:7: The task is not YAML: ',
    ],
    ['a brace that is no MDX', 'a { b', 'basics.mdx: '],
  ])('with %s is refused by file and line', (_, body, sentence) => {
    expect(() => chapter('basics', 2, body)).toThrow(sentence)
  })

  it('with wrong first lines is refused too', () => {
    expect(() => parseChapter('a', '---\ntitle: a: b\n---\n')).toThrow('a.mdx:2: ')
    expect(() => parseChapter('a', '---\nchapter: 1\n---\n')).toThrow('a.mdx: title: ')
  })
})

describe('a course', () => {
  const first = chapter(
    'first',
    1,
    fence('console run name="a"', '$ true') + fence('console run name="b" needs="a"', '$ true'),
  )
  const second = chapter('second', 2, fence('console run name="c" needs="first/b"', '$ true'))

  it('knows all that a block needs, in its order', () => {
    const course = new Course([second, first])
    expect(course.chapters.map(({ name }) => name)).toEqual(['first', 'second'])
    const needs = course.needsOf({ needs: ['second/c', 'first/b'] })
    expect(needs.map(({ name }) => name)).toEqual(['first/a', 'first/b', 'second/c'])
  })

  it('refuses a need that comes later', () => {
    const early = chapter('early', 0, fence('console run name="x" needs="second/c"', '$ true'))
    expect(() => new Course([first, second, early])).toThrow(
      'early.mdx:6: early/x needs second/c, which comes later. A block needs earlier ones alone.',
    )
  })

  it('refuses two blocks that need each other', () => {
    const circle = chapter('a', 1, fence('console run name="x" needs="b/y"', '$ true'))
    const other = chapter('b', 2, fence('console run name="y" needs="a/x"', '$ true'))
    expect(() => new Course([circle, other])).toThrow('a.mdx:6: a/x needs b/y, which comes later.')
  })

  it('refuses two chapters of one number', () => {
    expect(() => new Course([first, chapter('again', 1, '')])).toThrow(
      'again.mdx: chapter: first.mdx has the number 1, too. Give each chapter a number of its own.',
    )
  })
})

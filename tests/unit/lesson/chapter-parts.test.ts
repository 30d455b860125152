import { describe, expect, it } from 'vitest'
import { Course } from '../../../lesson/course.ts'
import { parseChapter } from '../../../lesson/parse-chapter.ts'
import { isUsableValue } from '../../../lesson/variable.ts'

const fence = (meta: string, content: string) => `\`\`\`${meta}\n${content}\n\`\`\`\n`
const chapter = (body: string, name = 'basics') =>
  parseChapter(name, `---\ntitle: ${name}\n---\n${body}`)

const USER = `label: Your user name
default: ada
pattern: "[a-z]+"`

const QUIZ = `question: Which one?
options:
  - text: This
    right: true
    because: It is.
  - text: That
    because: It is not.`

const PICTURE = `caption: A picture.
containers:
  - name: web
    ports: ["8080:80"]`

describe('a variable', () => {
  it('is known to the blocks and the tasks after it', () => {
    const { blocks, tasks, variables } = chapter(
      fence('console run', '$ echo {user}').replace('{user}', 'early') +
        fence('variable name="user"', USER) +
        fence('console run name="hello"', '$ echo {user}\nada') +
        fence('console run name="bye"', '$ echo bye') +
        fence(
          'task name="own"',
          'title: A\ntext: B\nhint: C\nsolution: touch {user}\nchecks: [{ run: "test -e {user}", otherwise: "No {user}." }]',
        ),
    )
    expect(variables).toMatchObject([{ name: 'user', default: 'ada', pattern: '[a-z]+' }])
    expect(blocks.map(({ variables }) => variables.map(({ name }) => name))).toEqual([
      [],
      ['user'],
      [],
    ])
    expect(tasks[0]?.variables).toMatchObject([{ name: 'user' }])
  })

  it.each([
    ['ada', true],
    ['Ada', false],
    ['ada2', false],
    ['', false],
  ])('takes %o: %s', (value, isUsable) => {
    expect(isUsableValue({ pattern: '[a-z]+' }, value)).toBe(isUsable)
  })

  it.each(['a\nb', 'a\tb', '\u001b[31m', 'x'.repeat(65)])('never takes %o', (value) => {
    expect(isUsableValue({ pattern: undefined }, value)).toBe(false)
  })

  it('is the same in every chapter that has it', () => {
    const one = chapter(fence('variable name="user"', USER), 'one')
    const two = chapter(fence('variable name="user"', USER.replace('ada', 'bob')), 'two')
    expect(() => new Course([one, one])).not.toThrow()
    expect(() => new Course([one, two])).toThrow(
      'two.mdx:4: The variable user has another default or pattern than in one.mdx:4: make them the same, or name one of them otherwise.',
    )
  })
})

describe('a mistake of an author is named by file and line:', () => {
  it.each([
    ['variable', USER, 'basics.mdx:4: A variable needs a name: ```variable name="…".'],
    ['variable name="user"', 'label: A', 'basics.mdx:4: default of the variable is not usable: '],
    [
      'variable name="user"',
      `${USER}\nlable: B`,
      'basics.mdx:8: A variable has no lable. Did you mean label?',
    ],
    [
      'variable name="user"',
      USER.replace('ada', 'Ada'),
      'basics.mdx:4: The default "Ada" of the variable user is not usable: it takes one line of up to 64 characters that its pattern matches.',
    ],
    [
      'variable name="user"',
      USER.replace('[a-z]+', '[a-'),
      'basics.mdx:4: pattern of the variable user: Invalid regular expression',
    ],
    ['quiz', QUIZ, 'basics.mdx:4: A quiz needs a name: ```quiz name="…".'],
    [
      'quiz name="q"',
      QUIZ.replace('    right: true\n', ''),
      'basics.mdx:4: No option of the quiz is right: give at least one of them "right: true".',
    ],
    [
      'quiz name="q"',
      QUIZ.replace('right: true', 'right: yes'),
      'basics.mdx:8: options.0.right of the quiz is not usable: ',
    ],
    [
      'quiz name="q"',
      QUIZ.replace('    because: It is not.', '    becuase: It is not.'),
      'basics.mdx:11: A quiz has no becuase. Did you mean because?',
    ],
    [
      'quiz name="q"',
      QUIZ.replace('    because: It is not.', ''),
      'basics.mdx:10: options.1.because of the quiz is not usable: ',
    ],
    ['picture', PICTURE, 'basics.mdx:4: A picture needs its kind, such as ```picture engine: '],
    ['picture prots', PICTURE, 'basics.mdx:4: There is no picture prots. Did you mean ports?'],
    [
      'picture ports',
      PICTURE.replace('8080:80', '8080:70000'),
      'basics.mdx:8: containers.0.ports.0 of the picture is not usable: "8080:70000" is no port: it takes 80, or 8080:80 for a published one.',
    ],
    [
      'picture life',
      `${PICTURE}\n    state: gone`,
      'basics.mdx:9: containers.0.state of the picture is not usable: ',
    ],
  ])('%s, of %o', (meta, content, sentence) => {
    expect(() => chapter(fence(meta, content))).toThrow(sentence)
  })

  it.each([
    [
      'a variable after the block that names it',
      fence('console run', '$ echo {user}') + fence('variable name="user"', USER),
      'basics.mdx:7: Put the variable user before the first block that names it.',
    ],
    [
      'a variable of the name of a captured value',
      fence('console run capture="user=/.+/"', '$ whoami\nada') +
        fence('variable name="user"', USER),
      'basics.mdx:8: This chapter has a value user already: name the variable otherwise.',
    ],
    [
      'a captured value of the name of a variable',
      fence('variable name="user"', USER) +
        fence('console run capture="user=/.+/"', '$ whoami\nada'),
      'basics.mdx:9: There is a variable user: capture another name.',
    ],
    [
      'a variable in backticks',
      fence('variable name="user"', USER) + fence('console run', '$ echo `id {user}`'),
      'basics.mdx:9: {user} cannot be quoted there: ',
    ],
    [
      'a quiz of the name of a block',
      fence('console run name="q"', '$ true') + fence('quiz name="q"', QUIZ),
      'basics.mdx:7: Two blocks, files or tasks of this chapter are named q: rename one of them.',
    ],
  ])('%s', (_, body, sentence) => {
    expect(() => chapter(body)).toThrow(sentence)
  })
})

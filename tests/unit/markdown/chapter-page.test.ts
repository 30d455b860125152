import type { Element } from 'hast'
import { toHtml } from 'hast-util-to-html'
import { toHast } from 'mdast-util-to-hast'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { VFile } from 'vfile'
import { describe, expect, it } from 'vitest'
import { remarkLiveTerminal } from '../../../src/markdown/remark-live-terminal.ts'

const MDX = ['mdxJsxFlowElement', 'mdxJsxTextElement', 'mdxjsEsm', 'mdxTextExpression'] as const

/** A page as its build makes it, from the text of a chapter. */
function page(source: string) {
  const file = new VFile({ path: 'content/chapters/basics.mdx', value: source })
  const processor = unified().use(remarkParse).use(remarkMdx)
  const markdown = processor.parse(file)
  remarkLiveTerminal({ hasRecording: (block) => block === 'basics/silent' })(markdown, file)
  const tree = toHast(markdown, { passThrough: [...MDX] })
  const imports: string[] = []
  const elements: Element[] = []
  visit(tree, (node) => {
    if (node.type === 'mdxJsxFlowElement') imports.push(String(node.name))
    if (node.type === 'element') elements.push(node)
  })
  const find = (tagName: string) => elements.filter((element) => element.tagName === tagName)
  return { imports, find, html: (element: Element | undefined) => element && toHtml(element) }
}

const fence = (meta: string, content: string) => `\n\`\`\`${meta}\n${content}\n\`\`\`\n`
const VARIABLE = fence('variable name="who"', 'label: Your name\ndefault: "Ada $L"')

describe('a page with a variable', () => {
  const source = `${VARIABLE}
Hello, {who}, or \`{who}\`.
${fence('console run name="greet"', '$ echo {who} "{who}" {other}\nAda $L')}
${fence(
  'task name="t"',
  'title: A\ntext: Greet `{who}`.\nhint: B\nsolution: echo {who}\nchecks: [{ run: "test {who}", otherwise: "No {who}." }]',
)}`

  it('shows its default in the text, and quoted in the commands', () => {
    const { find, html, imports } = page(source)
    expect(html(find('p').find((p) => p.children[0]?.type === 'text'))).toBe(
      '<p>Hello, <span data-variable="who">Ada $L</span>, or <code translate="no"><span data-variable="who">Ada $L</span></code>.</p>',
    )
    const [terminal] = find('live-terminal')
    expect(JSON.parse(terminal?.properties['dataCommands'] as string)).toEqual([
      `echo 'Ada $L' ""'Ada $L'"" {other}`,
    ])
    expect(JSON.parse(terminal?.properties['dataCommandTemplates'] as string)).toEqual([
      'echo {who} "{who}" {other}',
    ])
    expect(html(find('samp')[0])).toBe('<samp><span data-variable="who">Ada $L</span></samp>')
    const [task] = find('lesson-task')
    expect(JSON.parse(task?.properties['dataChecks'] as string)).toEqual([
      ["test 'Ada $L'", 'No Ada $L.'],
    ])
    expect(imports).toEqual(['VariableParts'])
  })
})

describe('a page with passages for several systems', () => {
  const passage = (name: string) => `<${name}>\n\nFor ${name}.\n\n</${name}>\n`
  const all = ['Windows', 'Linux', 'MacOS'].map(passage).join('')

  it('has them all, with their names, in one order', () => {
    const { find, imports } = page(`<BySystem>\n${all}</BySystem>\n`)
    expect(find('section').map((section) => toHtml(section))).toEqual([
      '<section id="system-basics-1-linux" data-system="linux"><p class="system-name">Linux</p><p>For Linux.</p></section>',
      '<section id="system-basics-1-macos" data-system="macos"><p class="system-name">macOS</p><p>For MacOS.</p></section>',
      '<section id="system-basics-1-windows" data-system="windows"><p class="system-name">Windows</p><p>For Windows.</p></section>',
    ])
    expect(imports).toEqual(['BySystemParts'])
  })

  it.each([
    [
      `Text\n\n<BySystem>\n${passage('Linux')}${passage('MacOS')}</BySystem>`,
      '3:1-14:12: The <BySystem> has no <Windows>: each reader finds their system.',
    ],
    [
      `<BySystem>\n${passage('Linus')}</BySystem>`,
      '2:1-6:9: A <BySystem> holds <Linux>, <MacOS> and <Windows> only. Did you mean <Linux>?',
    ],
    [
      `<BySystem>\n${all}${passage('Linux')}</BySystem>`,
      '17:1-21:9: The <BySystem> has <Linux> already.',
    ],
    [passage('Linux'), '1:1-5:9: Put <Linux> into a <BySystem>, on a line of its own.'],
    [
      'Text <BySystem>here</BySystem>',
      '1:6-1:31: Put <BySystem> and </BySystem> on lines of their own.',
    ],
  ])('is refused where one is wrong: %j', (source, sentence) => {
    const message = (() => {
      try {
        page(source)
        return 'no error'
      } catch (error) {
        return String(error)
      }
    })()
    expect(message).toContain(sentence)
  })
})

describe('a quiz', () => {
  it('is read, and its answer opened, with no JavaScript', () => {
    const content = `question: Is \`{a}\` code?
options:
  - text: Yes
    right: true
    because: It has *backticks*.
  - text: No
    because: Look again.`
    const { find, html, imports } = page(fence('quiz name="q"', content))
    expect(html(find('lesson-quiz')[0])).toBe(
      '<lesson-quiz class="not-content" data-quiz="basics/q"><fieldset><legend>Is <code translate="no">{a}</code> code?</legend>' +
        '<ul><li><span>Yes</span></li><li><span>No</span></li></ul></fieldset>' +
        '<details class="task-help" data-pagefind-ignore=""><summary>Answer</summary><ul>' +
        '<li data-right=""><strong>Right:</strong> Yes <span class="quiz-because">It has <em>backticks</em>.</span></li>' +
        '<li><strong>Wrong:</strong> No <span class="quiz-because">Look again.</span></li></ul></details></lesson-quiz>',
    )
    expect(imports).toEqual(['QuizParts'])
  })
})

describe('a block', () => {
  it.each([
    ['new', '$ true', 'Nothing recorded yet.'],
    ['silent', '$ true', 'Recorded output.'],
    ['loud', '$ echo x\nx', 'Recorded output.'],
  ])('%s, says whether anything was recorded', (name, content, words) => {
    const { find } = page(fence(`console run name="${name}"`, content))
    const status = find('p').find(
      ({ properties }) => String(properties['className']) === 'terminal-status',
    )
    expect(toHtml(status as Element)).toContain(words)
  })
})

describe('a page with ordinary text', () => {
  it('loads nothing more', () => {
    expect(page('Text.').imports).toEqual([])
  })
})

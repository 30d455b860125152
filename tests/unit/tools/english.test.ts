import { describe, expect, it } from 'vitest'
import { findingsIn } from '../../../tools/english/prose.ts'
import { MOST_WORDS, RULES } from '../../../tools/english/rules.ts'

const sentencesIn = async (path: string, text: string) =>
  (await findingsIn(path, text)).map(({ line, sentence }) => `${line}: ${sentence}`)

/** Rules are written for text in which a sign stands for code. */
const asMarkdown = (sentence: string) => sentence.replaceAll('␣', '`code`')

describe.each(RULES)('the rule $name', ({ instead, finds, passes }) => {
  it('finds its sentence, and says what to write', async () => {
    const found = await sentencesIn('page.md', `# A page\n\n${asMarkdown(finds)}\n`)
    expect(found.join('\n')).toContain(`write ${instead}.`)
    expect(found[0]).toMatch(/^3: /)
  })

  it.each(passes)('leaves "%s" alone', async (sentence) => {
    expect(await sentencesIn('page.md', asMarkdown(sentence))).toEqual([])
  })
})

describe('plain English is looked for', () => {
  const BAD = 'The next Run begins afresh.'
  const FOUND = '"afresh": write "again" or "from scratch".'

  it.each([
    ['in a table', 'a.md', `| a |\n| --- |\n| ${BAD} |\n`, 3],
    ['in a list of a chapter', 'a.mdx', `import A from './A.astro'\n\n- ${BAD}\n`, 3],
    ['in a note of a chapter', 'a.mdx', `:::note[Now]\n${BAD}\n:::\n`, 2],
    ['in the head of a chapter', 'a.mdx', `---\ntitle: A\ndescription: ${BAD}\n---\n`, 3],
    [
      'in a task',
      'a.mdx',
      `# A\n\n\`\`\`task name="a"\ntitle: A task\nchecks:\n  - run: 'true'\n    otherwise: "${BAD}"\n\`\`\`\n`,
      7,
    ],
    ['in the title of a block', 'a.mdx', `\`\`\`console run title="${BAD}"\n$ ls\n\`\`\`\n`, 1],
    ['in a sentence of the interface', 'a.ts', `/** */\nconst words = '${BAD}'\n`, 2],
    ['in a sentence with a value', 'a.ts', `const words = \`\${name}: ${BAD}\`\n`, 1],
    ['in a component', 'a.astro', `---\n/** Anew. */\n---\n<p class="a">${BAD}</p>\n`, 4],
  ])('%s', async (_, path, text, line) => {
    expect(await sentencesIn(path, text)).toEqual([`${line}: ${FOUND}`])
  })

  it.each([
    ['code of a page', 'a.md', '`begin afresh`\n\n```sh\necho afresh\n```\n'],
    ['a recorded output', 'a.mdx', '```console run name="a"\n$ echo it starts afresh\n```\n'],
    [
      'a drawing of a chapter',
      'a.mdx',
      '<svg>\n<text>afresh</text>\n<text>afresh</text>\n</svg>\n',
    ],
    ['a style sheet', 'a.ts', "const style = 'color: red; display: grid; gap: 1rem;'\n"],
    ['the script of a component', 'a.astro', '<script>\n// It begins afresh.\n</script>\n'],
  ])('and not in %s', async (_, path, text) => {
    expect(await sentencesIn(path, text)).toEqual([])
  })
})

describe('a sentence', () => {
  const words = (count: number) => `${'word '.repeat(count - 1).trim()} end.`.replace('w', 'W')
  const ofWords = (count: number) =>
    words(count)
      .split(' ')
      .map((word, index) => (word === 'word' ? `word${index}` : word))
      .join(' ')

  it('may have as many words as a reader takes in at once, and no more', async () => {
    expect(await sentencesIn('a.md', ofWords(MOST_WORDS))).toEqual([])
    expect((await sentencesIn('a.md', ofWords(MOST_WORDS + 1))).join()).toContain(
      `has ${MOST_WORDS + 1} words: write two sentences`,
    )
  })

  it('begins again after a full stop, with code too', async () => {
    const text = `${ofWords(MOST_WORDS - 1)} \`docker ps\` ${ofWords(MOST_WORDS - 1)}`
    expect(await sentencesIn('a.md', text)).toEqual([])
  })

  it('has no word twice', async () => {
    expect(await sentencesIn('a.md', 'A container is in in the list.')).toEqual([
      expect.stringContaining('repeated `in`'),
    ])
  })
})

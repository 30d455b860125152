import type { Root } from 'mdast'
import type { MdxJsxFlowElement } from 'mdast-util-mdx-jsx'
import { toNlcst } from 'mdast-util-to-nlcst'
import { ParseEnglish } from 'parse-english'
import remarkDirective from 'remark-directive'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import retextEnglish from 'retext-english'
import retextRepeatedWords from 'retext-repeated-words'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { VFile } from 'vfile'
import { retextPlainEnglish } from './sentences.ts'
import { stringsOf } from './strings.ts'

/** One place that reads badly. */
export interface Finding {
  /** Counted from 1. */
  readonly line: number
  readonly column: number
  readonly sentence: string
}

const english = unified()
  .use(retextEnglish)
  .use(retextRepeatedWords)
  .use(retextPlainEnglish)
  .freeze()

const markdown = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).use(remarkEnglish)

const readers = {
  md: markdown().freeze(),
  mdx: markdown().use(remarkMdx).use(remarkDirective).freeze(),
}

/** Looks for English in a page's text, and then in each cell of its tables, which retext leaves out. */
function remarkEnglish() {
  const read = (tree: Root, file: VFile) => english.run(toNlcst(tree, file, ParseEnglish), file)
  return async (tree: Root, file: VFile): Promise<void> => {
    // Labels in a drawing are no sentences.
    visit(tree, 'mdxJsxFlowElement', (node: MdxJsxFlowElement) => {
      if (node.name === 'svg') node.children = []
    })
    await read(tree, file)
    const cells: Root[] = []
    visit(tree, 'tableCell', ({ children, position }) => {
      cells.push({ type: 'root', children: [{ type: 'paragraph', children, position }], position })
    })
    for (const cell of cells) await read(cell, file)
  }
}

/** @param path decides how the text is read: Markdown, MDX, TypeScript or Astro. */
export async function findingsIn(path: string, text: string): Promise<readonly Finding[]> {
  const kind = path.slice(path.lastIndexOf('.') + 1)
  const found = kind in readers ? await inMarkdown(kind as keyof typeof readers, text) : []
  return [...found, ...(await inStrings(path, text))].sort((one, other) => one.line - other.line)
}

async function inMarkdown(kind: keyof typeof readers, text: string): Promise<Finding[]> {
  const file = new VFile(text)
  await readers[kind].run(readers[kind].parse(file), file)
  return findingsOf(file)
}

/** What a file holds as quoted text, each piece as prose of its own. */
async function inStrings(path: string, text: string): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { words, line, column } of stringsOf(path, text)) {
    const file = new VFile(words)
    await english.run(english.parse(file), file)
    for (const finding of findingsOf(file)) {
      const isFirst = finding.line === 1
      findings.push({
        ...finding,
        line: line + finding.line - 1,
        column: isFirst ? column + finding.column - 1 : finding.column,
      })
    }
  }
  return findings
}

function findingsOf({ messages }: VFile): Finding[] {
  return messages.map(({ line, column, reason }) => {
    return { line: line ?? 1, column: column ?? 1, sentence: reason }
  })
}

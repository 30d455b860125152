import ts from 'typescript'
import { isScalar, LineCounter, parseDocument, visit } from 'yaml'

/** Words in quotes, and where they begin in their file. */
export interface QuotedWords {
  readonly words: string
  /** Counted from 1. */
  readonly line: number
  readonly column: number
}

/** Frontmatter and tasks of a chapter, whose texts are YAML: an opening line, the YAML, a closing line. */
const YAML_PARTS = /(?:^---|\n```task\b.*)\n([\s\S]*?\n)(?:---|```)(?=\n)/g
/** Their fields that a reader reads. */
const READ_FIELDS = ['title', 'description', 'tagline', 'text', 'hint', 'otherwise', 'label']
const TITLE = /\btitle="([^"]+)"/g

/** Two words or more: a lone word is a name or a key. */
const SENTENCE = /\p{L}{2,}[^\n]*\s\p{L}/u
/** A style sheet, a header or a program. */
const CODE = /[{}<>]|^\(|;\s*$|\w=\w|;\s[\w-]+[:=]|'none'/m

/** @returns what of a file that is no Markdown, or of its parts that are not, a person reads. */
export function stringsOf(path: string, text: string): readonly QuotedWords[] {
  if (path.endsWith('.ts')) return ofTypeScript(path, text)
  if (path.endsWith('.astro')) return ofAstro(text)
  if (path.endsWith('.mdx')) return [...ofYaml(text), ...ofTitles(text)]
  return []
}

function ofTypeScript(path: string, text: string): QuotedWords[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const found: QuotedWords[] = []
  const add = (node: ts.Node, text: string) => {
    // A value that is filled in.
    const words = text.replaceAll(/\{[\w-]+\}/g, '␣')
    if (!SENTENCE.test(words) || CODE.test(words)) return
    const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source))
    found.push({ words, line: line + 1, column: character + 2 })
  }
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) add(node, node.text)
    else if (ts.isTemplateExpression(node)) {
      // What is filled in is a name or a number.
      add(
        node,
        node.head.text + node.templateSpans.map(({ literal }) => `␣${literal.text}`).join(''),
      )
    }
    ts.forEachChild(node, look)
  }
  look(source)
  return found
}

/** Its words between tags; code, styles and what is between braces are left out. */
function ofAstro(text: string): QuotedWords[] {
  const blanked = text
    .replace(/^---\n[\s\S]*?^---$/m, blank)
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/g, blank)
    .replaceAll(/\{[^{}]*\}/g, blank)
    .replaceAll(/<[^>]*>/g, blank)
  return blanked.split('\n').flatMap((line, index) => {
    const words = line.trim()
    if (!SENTENCE.test(words)) return []
    return [{ words, line: index + 1, column: line.indexOf(words) + 1 }]
  })
}

function blank(part: string): string {
  return part.replaceAll(/[^\n]/g, ' ')
}

function ofYaml(text: string): QuotedWords[] {
  return [...text.matchAll(YAML_PARTS)].flatMap(({ 0: part, 1: yaml = '', index }) => {
    return fieldsOf(yaml, lineAt(text, index + part.indexOf(yaml)))
  })
}

function fieldsOf(yaml: string, firstLine: number): QuotedWords[] {
  const lines = new LineCounter()
  const found: QuotedWords[] = []
  visit(parseDocument(yaml, { lineCounter: lines }), {
    Pair(_, { key, value }) {
      const isRead = isScalar(key) && READ_FIELDS.includes(String(key.value))
      if (!isRead || !isScalar(value) || typeof value.value !== 'string') return
      const { line, col } = lines.linePos(value.range?.[0] ?? 0)
      const words = value.value.replaceAll(/`[^`]*`/g, '␣')
      found.push({ words, line: firstLine + line - 1, column: col })
    },
  })
  return found
}

function ofTitles(text: string): QuotedWords[] {
  return [...text.matchAll(TITLE)].map(({ 1: words = '', index }) => {
    return { words, line: lineAt(text, index), column: index - text.lastIndexOf('\n', index) }
  })
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

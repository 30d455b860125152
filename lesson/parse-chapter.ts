import type { Code, Root, Yaml } from 'mdast'
import remarkFrontmatter from 'remark-frontmatter'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { parse, YAMLParseError } from 'yaml'
import * as z from 'zod'
import { ChapterReader } from './chapter-reader.ts'
import {
  type Chapter,
  CourseError,
  type Place,
  type PlacedBlock,
  type PlacedFile,
  type PlacedTask,
  type PlacedVariable,
} from './course.ts'
import { FenceError } from './fence-error.ts'

/** What of a chapter's first lines matters here; the site's schema knows the rest. */
const frontmatter = z.object({
  title: z.string(),
  chapter: z.int().optional(),
  listed: z.array(z.string()).default([]),
})

/**
 * Reads a chapter as the site does, apart from its text.
 * @param name of its file, without the ending.
 * @throws {CourseError} that names file, line and what is wrong.
 */
export function parseChapter(name: string, source: string): Chapter {
  const tree = parseMdx(name, source)
  const reader = new ChapterReader(name)
  const blocks: PlacedBlock[] = []
  const files: PlacedFile[] = []
  const tasks: PlacedTask[] = []
  const variables: PlacedVariable[] = []
  visit(tree, 'code', (node) => {
    const item = readFence(name, reader, node)
    if (item?.kind === 'block') blocks.push({ ...item.block, place: placeOf(node, source) })
    if (item?.kind === 'file') files.push({ ...item.file, place: placeOf(node, source) })
    if (item?.kind === 'task') tasks.push({ ...item.task, place: placeOf(node, source) })
    if (item?.kind === 'variable') {
      variables.push({ ...item.variable, place: placeOf(node, source) })
    }
  })
  const { title, chapter: number, listed } = parseFrontmatter(name, tree)
  return { name, title, number, listed, blocks, files, tasks, variables }
}

function parseMdx(name: string, source: string): Root {
  try {
    return unified().use(remarkParse).use(remarkMdx).use(remarkFrontmatter).parse(source)
  } catch (error) {
    throw new CourseError(`${name}.mdx: ${(error as Error).message}`, { cause: error })
  }
}

function readFence(name: string, reader: ChapterReader, node: Code) {
  try {
    return reader.read({ language: node.lang, meta: node.meta, content: node.value })
  } catch (error) {
    if (!(error instanceof FenceError)) throw error
    const line = (node.position?.start.line ?? 1) + error.line
    throw new CourseError(`${name}.mdx:${line}: ${error.message}`, { cause: error })
  }
}

function parseFrontmatter(name: string, tree: Root): z.infer<typeof frontmatter> {
  const yaml = tree.children.find((node): node is Yaml => node.type === 'yaml')
  const result = frontmatter.safeParse(parseYaml(name, yaml?.value ?? ''))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new CourseError(
    `${name}.mdx: ${issue?.path.join('.') || 'frontmatter'}: ${issue?.message}.`,
  )
}

function parseYaml(name: string, text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    // The line of dashes comes before.
    const line = (error.linePos?.[0].line ?? 0) + 1
    throw new CourseError(`${name}.mdx:${line}: ${error.message.split('\n')[0]}`, { cause: error })
  }
}

/** The opening and the closing line of a fence are no content of it. */
function placeOf(node: Code, source: string): Place {
  const { start, end } = node.position ?? {}
  const fence = source.slice(start?.offset, end?.offset)
  const opening = fence.indexOf('\n') + 1
  const closing = fence.lastIndexOf('\n') + 1
  const offset = start?.offset ?? 0
  return { line: start?.line ?? 1, start: offset + opening, end: offset + closing }
}

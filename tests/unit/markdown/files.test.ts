import type { Element } from 'hast'
import { toHast } from 'mdast-util-to-hast'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { VFile } from 'vfile'
import { describe, expect, it } from 'vitest'
import { remarkLiveTerminal } from '../../../src/markdown/remark-live-terminal.ts'

/** The elements of a chapter that are of that name, and what it imports. */
async function shown(source: string, tagName: string) {
  const file = new VFile({ path: 'files.mdx', value: source })
  const tree = unified().use(remarkParse).use(remarkMdx).parse(file)
  remarkLiveTerminal({ hasRecording: () => true })(tree, file)
  const imports = tree.children.flatMap((node) =>
    node.type === 'mdxjsEsm' ? [JSON.stringify(node.data?.estree)] : [],
  )
  const elements: Element[] = []
  const passed = ['mdxjsEsm', 'mdxJsxFlowElement'] as const
  visit(toHast(tree, { passThrough: [...passed] }), 'element', (node: Element) => {
    if (node.tagName === tagName) elements.push(node)
  })
  return { elements, imports }
}

describe('the files of a page', () => {
  it('are code blocks with their path above them, which the page can save', async () => {
    const source = '```dockerfile save-as="~/my web/Dockerfile" {1}\nFROM alpine\n```\n'
    const { elements, imports } = await shown(source, 'saved-file')
    expect(elements[0]?.properties).toMatchObject({
      id: 'run-files-file-1',
      dataFile: 'files/file-1',
      dataPath: 'my web/Dockerfile',
      dataText: 'FROM alpine\n',
    })
    const [pre] = (elements[0] as Element).children as [Element]
    const [code] = pre.children as [Element]
    expect(code.data?.meta).toBe('title="~/my web/Dockerfile" {1}')
    expect(imports).toHaveLength(1)
  })

  it('are links without an address until their code comes, in the text and in a task', async () => {
    const task = [
      '```task name="x"',
      'title: A',
      "text: 'Change [b](<file:~/a b>).'",
      'hint: c',
      'solution: d',
      'checks: [{ run: e, otherwise: f }]',
      '```',
    ]
    const source = `See [the Dockerfile](file:~/web/My%20Dockerfile), or [Docker](https://docker.com).\n\n${task.join('\n')}\n`
    const { elements, imports } = await shown(source, 'file-link')
    expect(elements.map(({ properties }) => properties['dataEdit'])).toEqual([
      'web/My Dockerfile',
      'a b',
    ])
    expect(elements.map(({ properties }) => properties['href'])).toEqual([undefined, undefined])
    expect(imports).toHaveLength(1)
  })

  it('cost a page without any nothing', async () => {
    expect((await shown('See [Docker](https://docker.com).', 'a')).imports).toEqual([])
  })

  it('are refused with a place where their path leads out of the home directory', async () => {
    await expect(shown('One\n\n[x](file:~/../x)\n', 'a')).rejects.toMatchObject({
      reason: 'The file link "~/../x" leads out of its folder: leave out "..".',
      line: 3,
    })
  })
})

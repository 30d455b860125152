import type { ElementContent } from 'hast'
import { describe, expect, it } from 'vitest'
import { parseChapter } from '../../../lesson/parse-chapter.ts'
import { liveTerminalElement } from '../../../src/markdown/live-terminal-element.ts'
import { taskElement } from '../../../src/markdown/task-element.ts'
import { NO_VALUES } from '../../../src/markdown/value-content.ts'

/** @returns all texts of an element that the search reads. */
function searched(node: ElementContent): string {
  if (node.type === 'text') return node.value
  if (node.type !== 'element' || node.properties['dataPagefindIgnore'] !== undefined) return ''
  return node.children.map(searched).join('')
}

function chapterOf(fence: string) {
  return parseChapter('a', `---\ntitle: A\n---\n\n${fence}\n`)
}

describe('the search', () => {
  it('reads the title of a block, and neither its commands nor what they print', () => {
    const fence = '```console run name="a" title="All of them"\n$ docker ps\n58e5a93d761d web\n```'
    const [block] = chapterOf(fence).blocks
    if (!block) throw new Error('no block')
    expect(searched(liveTerminalElement(block, NO_VALUES))).toBe('All of them')
  })

  it('reads the error of a command that fails', () => {
    const fence =
      '```console run name="a" title="A" exit="125"\n$ docker run a\nport is allocated\n```'
    const [block] = chapterOf(fence).blocks
    if (!block) throw new Error('no block')
    expect(searched(liveTerminalElement(block, NO_VALUES))).toMatch(/port is allocated/)
  })

  it('shows no solution of a task', () => {
    const fence =
      '```task name="a"\ntitle: A\ntext: Do it.\nhint: Look.\nsolution: touch a\nchecks:\n  - run: test -e a\n    otherwise: No.\n```'
    const [task] = chapterOf(fence).tasks
    if (!task) throw new Error('no task')
    expect(searched(taskElement(task))).toBe('')
  })
})

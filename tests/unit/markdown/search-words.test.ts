import { describe, expect, it } from 'vitest'
import { stepContent } from '../../../src/markdown/step-content.ts'

/** @returns the elements of a step that the search does not read. */
function ignored(command: string, output: string): string[] {
  return stepContent({ command, output }, 0).flatMap((node) =>
    node.type === 'element' && node.properties['dataPagefindIgnore'] !== undefined
      ? [node.tagName]
      : [],
  )
}

describe('the search', () => {
  it.each([
    [
      'a command, and the error that it prints',
      'docker run -p 80:80 a',
      'port is already in use',
      [],
    ],
    ['no digest', 'docker build -q .', 'sha256:58e5a93d761d2faab378026b8c4e3505', ['samp']],
    ['no list with IDs', 'docker ps', 'ID NAMES\n58e5a93d761d web', ['samp']],
    ['no long output', 'seq 13', Array(13).fill('line').join('\n'), ['samp']],
    ['no file that a command writes', "cat > a << 'E'\n1\n2\n3\nE", '', ['kbd']],
    ['a command of a few lines', 'docker run \\\n --rm \\\n a', 'hello', []],
  ])('finds %s', (_, command, output, elements) => {
    expect(ignored(command, output)).toEqual(elements)
  })
})

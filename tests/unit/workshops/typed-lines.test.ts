import { expect, it } from 'vitest'
import { TypedLines } from '../../../sandbox-server/workshops/typed-lines.ts'

it('what hosts type is kept line by line, with the keys that are no letters', () => {
  const kept: [look: number, text: string][] = []
  const lines = new TypedLines((...line) => kept.push(line))
  for (const key of 'docker psx\x7f\r') lines.add(1, key)
  lines.add(2, 'ls\rcd /\n')
  lines.add(1, '\x03\x1b[Aécho ')
  expect(kept).toEqual([
    [1, 'docker psx^?'],
    [2, 'ls'],
    [2, 'cd /'],
  ])
  lines.flush(1)
  lines.flush(1)
  expect(kept.at(-1)).toEqual([1, '^C^[[Aécho '])
  lines.add(3, 'x'.repeat(1200))
  lines.flush(3)
  expect(kept.slice(4).map(([, text]) => text.length)).toEqual([500, 500, 200])
})

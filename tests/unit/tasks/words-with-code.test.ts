import { expect, it } from 'vitest'
import { splitAtCode } from '../../../src/tasks/words-with-code.ts'

it.each([
  [
    'There is no file `~/redis.txt` yet.',
    [
      { kind: 'words', text: 'There is no file ' },
      { kind: 'code', text: '~/redis.txt' },
      { kind: 'words', text: ' yet.' },
    ],
  ],
  [
    '`v1` is gone.',
    [
      { kind: 'code', text: 'v1' },
      { kind: 'words', text: ' is gone.' },
    ],
  ],
  ['Done.', [{ kind: 'words', text: 'Done.' }]],
  ['One ` alone.', [{ kind: 'words', text: 'One ` alone.' }]],
  ['', []],
])('the answer %s shows its code as code', (sentence, pieces) => {
  expect(splitAtCode(sentence)).toEqual(pieces)
})

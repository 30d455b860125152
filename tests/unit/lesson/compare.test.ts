import { describe, expect, it } from 'vitest'
import { compareOutput } from '../../../lesson/compare.ts'
import { parseExpect } from '../../../lesson/expect.ts'

const agree = (expected: string, recorded: string, output: string) =>
  compareOutput(parseExpect(expected), recorded, output) === undefined

const LIST_2020 =
  'CONTAINER ID        IMAGE           COMMAND       CREATED          STATUS          NAMES\n' +
  '6258444a446a        ubuntu:latest   "/bin/bash"   35 seconds ago   Up 34 seconds   compassionate_hofstadter'
const LIST_TODAY =
  'CONTAINER ID   IMAGE           COMMAND       CREATED              STATUS              NAMES\n' +
  'b55beb81b389   ubuntu:latest   "/bin/bash"   About a minute ago   Up About a minute   silly_einstein'

describe('an output is like the recorded one', () => {
  it.each([
    ['IDs, ages, made-up names and widths', LIST_2020, LIST_TODAY],
    ['digests', `Digest: sha256:${'a'.repeat(64)}`, `Digest: sha256:${'b'.repeat(64)}`],
    ['full IDs', 'a1'.repeat(32), 'b2'.repeat(32)],
    ['sizes', 'total: 2.02MB', 'total: 123 kB'],
    ['times', '"Created": "2026-11-25T13:14:01.5Z"', '"Created": "2020-07-06T21:56:31Z"'],
    ['durations', '#5 DONE 0.1s', '#5 DONE 12.3s'],
    ['trailing blanks', 'one  \ntwo\n\n', 'one\ntwo'],
    ['commits', 'c85d0b1 (HEAD -> main) Plant', '1234567 (HEAD -> main) Plant'],
    [
      'a commit that was made',
      '[main (root-commit) c85d0b1] Plant',
      '[main (root-commit) 64ae6a3] Plant',
    ],
    ['full commits', `commit ${'a1'.repeat(20)}`, `commit ${'b2'.repeat(20)}`],
    ['exit ages', 'Exited (0) 45 seconds ago', 'Exited (0) Less than a second ago'],
  ])('apart from %s', (_, recorded, output) => {
    expect(agree('shape', recorded, output)).toBe(true)
    expect(agree('exact', recorded, output)).toBe(false)
  })

  it.each([
    ['another word', 'hello from inside', 'hello from outside'],
    ['another exit status', 'Exited (0) 5 seconds ago', 'Exited (137) 5 seconds ago'],
    ['another tag', 'busybox 1.37', 'busybox latest'],
    ['another number', '500000000 40', '400000000 40'],
    ['another word of letters', 'defaced', 'effaced'],
    ['a line more', 'one', 'one\ntwo'],
    ['a line less', 'one\ntwo', 'one'],
    ['another order', 'one\ntwo', 'two\none'],
    ['a word where an ID was', 'a1'.repeat(32), 'Error'],
  ])('but not with %s', (_, recorded, output) => {
    expect(agree('shape', recorded, output)).toBe(false)
  })

  it('in any order, where it is rows', () => {
    expect(agree('rows', 'NAME\none\ntwo', 'NAME\ntwo\none')).toBe(true)
    expect(agree('rows', 'NAME\none\ntwo', 'NAME\ntwo\ntwo')).toBe(false)
  })

  it('with further lines, where the page has a selection', () => {
    expect(agree('lines', 'one\nthree', 'one\ntwo\nthree')).toBe(true)
    expect(agree('lines', 'three\none', 'one\ntwo\nthree')).toBe(false)
    expect(agree('lines', 'one\none', 'one\ntwo')).toBe(false)
  })

  it('where it matches the pattern, whatever the page shows', () => {
    expect(agree('/^Server:$/', 'anything', 'Client:\nServer:')).toBe(true)
    expect(agree('/^Server:$/', 'Server:', 'Client:')).toBe(false)
  })

  it('always, where anything may come', () => {
    expect(agree('any', 'one', 'two')).toBe(true)
  })

  it('says what differs, as it was compared', () => {
    expect(compareOutput({ kind: 'shape' }, 'size 2MB', 'sizes 3MB')).toEqual({
      expected: 'size <size>',
      actual: 'sizes <size>',
    })
  })
})

import { describe, expect, it } from 'vitest'
import { editAtEnd, insertedText } from '../../../src/live-terminal/text-edit.ts'

describe('an edit of a text field', () => {
  it.each([
    ['', 'a', 0, 'a'],
    ['teh', 'the ', 2, 'he '],
    ['teh cat', 'the cat', 6, 'he cat'],
    ['word', '', 4, ''],
    ['word', 'wor', 1, ''],
    ['a😀', 'a😁', 1, '😁'],
    // A shell erases a mark together with its letter.
    ['e\u0301', '', 1, ''],
    ['e\u0301', 'e', 0, ''],
    ['same', 'same', 0, ''],
  ])('from %j to %j erases %i and types %j', (before, after, erased, inserted) => {
    expect(editAtEnd(before, after)).toEqual({ erased, inserted })
  })

  it.each([
    ['selected', 'selectedx', 'x'],
    ['selected', '😀', '😀'],
    ['ab', 'a😀b', '😀'],
    ['a😀b', 'a😁b', '😁'],
    ['aa', 'aaa', 'a'],
    ['ab', 'ab', ''],
    ['ab', 'a', ''],
  ])('from %j to %j, wherever it was, inserts %j', (before, after, inserted) => {
    expect(insertedText(before, after)).toBe(inserted)
  })
})

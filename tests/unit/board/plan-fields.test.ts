import { describe, expect, it } from 'vitest'
import { NEW_PLAN, nameFor, planOf, textsOf } from '../../../src/board/plan-fields.ts'

describe('the form of a workshop', () => {
  it('sends what was typed, and shows the same again', () => {
    const texts = {
      ...NEW_PLAN,
      title: ' Docker on Monday ',
      code: 'BLUE42',
      seats: '12',
      opens: '2026-11-30T09:00',
      closes: '2026-11-30T12:30',
      chapters: ['welcome'],
      groups: 'Left: Ada: with a colon\n\n Right ',
      commands: true,
    }
    const plan = planOf(texts)
    expect(plan).toMatchObject({
      title: 'Docker on Monday',
      seats: 12,
      opens: new Date(2026, 10, 30, 9).getTime(),
      chapters: ['welcome'],
      groups: [
        { group: 'Left', instructor: 'Ada: with a colon' },
        { group: 'Right', instructor: null },
      ],
      records: 'commands',
    })
    expect(textsOf(plan)).toEqual({
      ...texts,
      title: 'Docker on Monday',
      groups: 'Left: Ada: with a colon\nRight',
    })
  })

  it('leaves to the server what is empty', () => {
    const plan = planOf({ ...NEW_PLAN, prepare: '', keepDays: '' })
    expect(plan).toMatchObject({ opens: null, closes: null, chapters: null, groups: [] })
    expect(Object.keys(plan)).not.toContain('code')
    expect(Object.keys(plan)).not.toContain('prepare')
    expect(textsOf(plan)).toMatchObject({ code: '', prepare: '', opens: '', keepDays: '' })
  })

  it.each([
    ['Docker am Montag!', [], 'docker-am-montag'],
    ['Docker am Montag!', ['docker-am-montag', 'docker-am-montag-2'], 'docker-am-montag-3'],
    ['Für Zoë', [], 'fur-zoe'],
    ['コンテナ', [], 'workshop'],
    ['x'.repeat(200), [], 'x'.repeat(36)],
  ])('names the file of %s', (title, taken, name) => {
    expect(nameFor(title, taken)).toBe(name)
  })
})

import { describe, expect, it } from 'vitest'
import { openCourse } from '../../../course/course-folder.ts'
import { colourSheet } from '../../../lesson/colours.ts'
import { COURSE_YAML, writeCourse } from '../../support/course-folder.ts'

const refusal = async (colours: string) =>
  openCourse(await writeCourse({ 'course.yaml': `${COURSE_YAML}colours: { ${colours} }\n` })).then(
    () => 'It was taken.',
    (error: Error) => error.message.replace(/^.*\//, ''),
  )

describe('the colours of a course', () => {
  it('are a style sheet with what was named, and no more', () => {
    expect(colourSheet({})).toBe('')
    expect(colourSheet({ button: '#00ff00' })).toBe(':root {\n  --blitz-bolt: #00ff00;\n}\n')
    const both = colourSheet({ light: '#8a1c1c', dark: '#ffb3b3' })
    expect(both).toContain('[data-theme="light"] {\n  --blitz-mark: #8a1c1c;')
    expect(both).toContain('--sl-color-accent-high: #ffb3b3;')
  })

  it.each([
    [
      'light: "#ffd23f"',
      'course.yaml:8: colours.light gives the words on a light page a contrast of 1.4, and people need 4.5 to read them. Choose a colour that differs more.',
    ],
    ['dark: "#3b4fd6"', 'course.yaml:8: colours.dark gives the words on a dark page'],
    ['button: "#10162f"', 'course.yaml:8: colours.button gives the words on a button'],
    [
      'button: "#3b4fd6", buttonText: "#5c7cff"',
      'course.yaml:8: colours.buttonText gives the words on a button',
    ],
  ])('are refused where they cannot be read: %s', async (colours, sentence) => {
    expect(await refusal(colours)).toContain(sentence)
  })

  it('are taken where they can be read', async () => {
    const all = 'button: "#1f5fbf", buttonText: "#ffffff", light: "#8a1c1c", dark: "#ffb3b3"'
    expect(await refusal(all)).toBe('It was taken.')
  })
})

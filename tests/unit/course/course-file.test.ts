import { describe, expect, it } from 'vitest'
import { parseCourseFile } from '../../../lesson/course-file.ts'
import { COURSE_YAML } from '../../support/course-folder.ts'

/** The sentence about a course.yaml that ends with these lines. */
function refusal(lines: string, before = COURSE_YAML): string {
  try {
    parseCourseFile(`${before}${lines}`)
  } catch (error) {
    return (error as Error).message
  }
  return 'It was taken.'
}

describe('course.yaml', () => {
  it('may leave out all but the name, the words and the sections', () => {
    const { file } = parseCourseFile(COURSE_YAML)
    expect(file.language).toBe('en')
    expect(file.sandbox).toEqual({ engine: true, packages: [] })
  })

  it.each([
    ['tagline', 'course.yaml:1: tagline is missing.'],
    ['sections', 'course.yaml:1: sections is missing.'],
    ['name', 'course.yaml:1: name is missing.'],
  ])('without %s is refused', (field, sentence) => {
    const lines = COURSE_YAML.split('\n').filter((line) => !line.startsWith(field))
    const text = field === 'sections' ? lines.slice(0, 4).join('\n') : lines.join('\n')
    expect(refusal('', text)).toBe(sentence)
  })

  it.each([
    ['langauge: de', 'course.yaml:8: langauge is no field of a course. Did you mean language?'],
    [
      'sandbox:\n  engine: true\n  package: [git]',
      'course.yaml:10: sandbox.package is no field of a course. Did you mean packages?',
    ],
    [
      'colours: { buton: "#ffffff" }',
      'course.yaml:8: colours.buton is no field of a course. Did you mean button?',
    ],
    ['logo: ../logo.svg', 'course.yaml:8: logo must be inside the folder of the course.'],
    ['logo: /etc/logo.svg', 'course.yaml:8: logo must be inside the folder of the course.'],
    [
      'logo: logo.gif',
      'course.yaml:8: logo takes a file that ends with .svg, .png, .jpg or .webp.',
    ],
    [
      'colours:\n  light: blue',
      'course.yaml:9: colours.light takes a colour in quotes such as "#3b4fd6": a #, then six of 0-9 and a-f.',
    ],
    ['sandbox: { engine: maybe }', 'course.yaml:8: sandbox.engine takes true or false.'],
    ['sandbox: { memoryMiB: 0.5 }', 'course.yaml:8: sandbox.memoryMiB takes a whole number.'],
    [
      'sandbox:\n  memoryMiB: 64',
      'course.yaml:9: sandbox.memoryMiB must be at least 256, since a Docker engine runs in the sandbox.',
    ],
    ['tagline: 7', 'course.yaml:8: Map keys must be unique.'],
    [
      'sandbox: { packages: ["git; rm"] }',
      'course.yaml:8: sandbox.packages.0 is not the name of a Debian package.',
    ],
    [
      'credits: [{ title: A book, url: "javascript:alert(1)" }]',
      'course.yaml:8: credits.0.url takes an address such as https://example.org/.',
    ],
  ])('with %j is refused, with line and field', (lines, sentence) => {
    expect(refusal(lines)).toBe(sentence)
  })

  it('that is no YAML is refused, with the line', () => {
    expect(refusal('title: a: b')).toMatch(/^course\.yaml:8: /)
  })

  it('that holds no fields is refused', () => {
    expect(refusal('', '')).toBe('course.yaml:1: name is missing.')
    expect(refusal('', 'A course')).toBe('course.yaml:1: takes fields of its own.')
  })
})

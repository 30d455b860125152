import { describe, expect, it } from 'vitest'
import { certificatePdf } from '../../../sandbox-server/board/certificate/certificate.ts'
import { doneChapters } from '../../../sandbox-server/board/certificate/done-chapters.ts'
import { printable } from '../../../sandbox-server/board/certificate/printable.ts'

const texts = {
  language: 'en',
  title: 'Certificate of completion',
  takes: 'has taken part in the workshop',
  ofCourse: 'with the course “Docker Blitz”',
  date: 'Date: {date}',
  chapter: 'Chapter',
  blocks: 'Blocks run',
  tasks: 'Tasks done',
  share: '{number} of {all}',
  unprintable: 'Some letters of the name cannot be printed here.',
}

const CHAPTERS = [
  { name: 'one', title: 'First', number: 1, blocks: [{ name: 'one/a' }], tasks: [] },
  {
    name: 'two',
    title: 'Second',
    number: 2,
    blocks: [{ name: 'two/a' }, { name: 'two/b' }],
    tasks: [{ name: 'two/task' }],
  },
]

const textOf = (text: string) => printable(text, 700).runs.map((run) => run.text)

describe('a name on a certificate', () => {
  it.each([
    ['Ada Lovelace', ['Ada Lovelace']],
    ['Łukasz Żółć', ['Ł', 'ukasz ', 'Ż', 'ó', 'łć']],
    ['Ελένη Παππά', ['Ελένη', ' ', 'Παππά']],
    ['Наталья Ёлкина', ['Наталья', ' ', 'Ёлкина']],
    ['Nguyễn', ['Nguy', 'ễ', 'n']],
    ['Zoe\u0308', ['Zoë']],
  ])('prints %s, each letter by the part of the font that has it', (name, runs) => {
    expect(textOf(name)).toEqual(runs)
    expect(printable(name, 700).isWhole).toBe(true)
  })

  it.each(['陈美', 'Ada 陈', '😀', 'नमिता'])('says that %s cannot be printed whole', (name) => {
    expect(printable(name, 400).isWhole).toBe(false)
  })
})

describe('a certificate', () => {
  it('counts the chapters in which something was done', () => {
    expect(doneChapters(CHAPTERS, ['two/b', 'two/task', 'gone/x'])).toEqual([
      { title: '2. Second', blocks: { done: 1, of: 2 }, tasks: { done: 1, of: 1 } },
    ])
  })

  it.each(['Ada', 'Łukasz Ελένη Наталья', '陈美', 'a'.repeat(60)])(
    'is a PDF of one page for %s',
    async (name) => {
      const chapters = doneChapters(CHAPTERS, ['one/a', 'two/b', 'two/task'])
      const pdf = await certificatePdf({
        texts,
        name,
        title: 'Docker for beginners',
        date: Date.UTC(2026, 10, 30),
        chapters,
      })
      const text = Buffer.from(pdf).toString('latin1')
      expect(text.slice(0, 5)).toBe('%PDF-')
      expect(text.match(/\/Type \/Page\b/g)).toHaveLength(1)
      expect(text).toContain('/Lang (en)')
    },
  )

  it('goes on to a second page where the list is long', async () => {
    const chapters = Array.from({ length: 60 }, (_, index) => ({
      title: `${index}. A chapter`,
      blocks: { done: 1, of: 2 },
      tasks: { done: 0, of: 0 },
    }))
    const pdf = await certificatePdf({ texts, name: 'Ada', title: 'Docker', date: 0, chapters })
    const pages = Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type \/Page\b/g)
    expect(pages?.length).toBeGreaterThan(1)
  })
})

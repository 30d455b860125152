import { buffer } from 'node:stream/consumers'
import PDFDocument from 'pdfkit'
import type { CertificateTexts } from './course-texts.ts'
import type { DoneChapter } from './done-chapters.ts'
import { fontFiles, printable, type Weight } from './printable.ts'

export interface Certificate {
  readonly texts: CertificateTexts
  readonly name: string
  /** Of the workshop. */
  readonly title: string
  /** Milliseconds since 1970. */
  readonly date: number
  readonly chapters: readonly DoneChapter[]
}

const INK = '#10162f'
const GREY = '#535c80'
const BOLT = '#ffd23f'

/** In points: A4, whose margins leave room for a frame. */
const MARGIN = 72
const FRAME = 28

/** Columns of the table, from the left margin on, in points. */
const COLUMNS = [0, 270, 370]

/** Room that the table leaves at the end of a page, in points. */
const FOOT = 110

interface Style {
  readonly size: number
  readonly weight?: Weight
  readonly colour?: string
}

/** @returns a PDF (ISO 32000) of a page or more. */
export async function certificatePdf(certificate: Certificate): Promise<Uint8Array> {
  const { texts, name, title, date, chapters } = certificate
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    lang: texts.language,
    displayTitle: true,
    info: { Title: `${texts.title}: ${title}`, Author: 'Docker Blitz' },
  })
  const pdf = buffer(document)
  for (const { font, path } of fontFiles()) document.registerFont(font, path)
  frame(document)
  document.on('pageAdded', () => frame(document))
  const day = new Date(date).toLocaleDateString(texts.language, { dateStyle: 'long' })

  document.rect(MARGIN, MARGIN, 48, 6).fill(BOLT)
  document.y = MARGIN + 28
  print(document, texts.title, { size: 26, weight: 700 })
  document.y += 30
  const isWhole = print(document, name, { size: 22, weight: 700 })
  document.y += 6
  print(document, texts.takes, { size: 12, colour: GREY })
  document.y += 6
  print(document, title, { size: 16, weight: 700 })
  document.y += 2
  print(document, texts.ofCourse, { size: 12, colour: GREY })
  document.y += 14
  print(document, texts.date.replace('{date}', day), { size: 12 })
  document.y += 24
  row(document, [texts.chapter, texts.blocks, texts.tasks], { size: 10, weight: 700 })
  for (const { title: chapter, blocks, tasks } of chapters) {
    if (document.y > document.page.height - FOOT) document.addPage()
    const share = ({ done, of }: DoneChapter['blocks']) =>
      of === 0 ? '' : texts.share.replace('{number}', `${done}`).replace('{all}', `${of}`)
    row(document, [chapter, share(blocks), share(tasks)], { size: 10 })
  }
  if (!isWhole) {
    document.y += 18
    print(document, texts.unprintable, { size: 9, colour: GREY })
  }
  document.end()
  return pdf
}

function frame(document: PDFKit.PDFDocument): void {
  const { width, height } = document.page
  document.lineWidth(1.5).strokeColor(INK)
  document.rect(FRAME, FRAME, width - 2 * FRAME, height - 2 * FRAME).stroke()
}

function row(document: PDFKit.PDFDocument, cells: readonly string[], style: Style): void {
  const top = document.y
  let bottom = top
  for (const [index, text] of cells.entries()) {
    const x = COLUMNS[index] ?? 0
    const next = COLUMNS[index + 1] ?? document.page.width - 2 * MARGIN
    document.y = top
    print(document, text, style, { x: MARGIN + x, width: next - x - 10 })
    bottom = Math.max(bottom, document.y)
  }
  document.y = bottom + 5
  document.lineWidth(0.5).strokeColor('#c9cedf')
  document
    .moveTo(MARGIN, bottom + 1)
    .lineTo(document.page.width - MARGIN, bottom + 1)
    .stroke()
}

/** Prints a paragraph below the last one. @returns whether all of its letters could be printed. */
function print(
  document: PDFKit.PDFDocument,
  text: string,
  { size, weight = 400, colour = INK }: Style,
  { x = MARGIN, width = document.page.width - 2 * MARGIN } = {},
): boolean {
  const { runs, isWhole } = printable(text, weight)
  document.fontSize(size).fillColor(colour)
  const shown = runs.length > 0 || isWhole ? runs : printable('—', weight).runs
  for (const [index, { font, text: part }] of shown.entries()) {
    const continued = index < shown.length - 1
    document.font(font)
    if (index === 0) document.text(part, x, document.y, { width, continued })
    else document.text(part, { continued })
  }
  return isWhole
}

import { getCollection } from 'astro:content'
import textFont from '@fontsource/bricolage-grotesque/files/bricolage-grotesque-latin-400-normal.woff?inline'
import titleFont from '@fontsource/bricolage-grotesque/files/bricolage-grotesque-latin-700-normal.woff?inline'
import monoFont from '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff?inline'
import type { APIRoute, GetStaticPaths } from 'astro'
import satori, { type Font } from 'satori'
import sharp from 'sharp'
import { phrase } from '../../../words/phrase.ts'
import { CHAPTERS } from '../../course/chapters.ts'
import { COURSE } from '../../course/course-file.ts'
import { CARD_SIZE, type CardText, cardOf } from '../../social-card/card.ts'
import { hasCard } from '../../social-card/card-address.ts'

/** Only where the site knows its own address: a card is of no use without. */
export const getStaticPaths = (async () => {
  if (!import.meta.env.SITE) return []
  const pages = await getCollection('docs', ({ id, data }) => hasCard(id, data.chapter))
  return pages.map(({ id, data: { title: name, hero, description, chapter } }) => {
    const title = hero?.title ?? name
    const mark =
      chapter === undefined
        ? phrase('course.card-mark')
        : phrase('chapter.number', { number: chapter })
    const command = CHAPTERS.get(id)?.blocks[0]?.steps[0].command
    return {
      params: { page: id },
      props: { course: COURSE.title, title, description, mark, command },
    }
  })
}) satisfies GetStaticPaths

export const GET: APIRoute<CardText> = async ({ props }) => {
  const svg = await satori(cardOf(props) as Parameters<typeof satori>[0], {
    ...CARD_SIZE,
    fonts: await Promise.all([
      font('text', 400, textFont),
      font('text', 700, titleFont),
      font('mono', 400, monoFont),
    ]),
  })
  const png = await sharp(new TextEncoder().encode(svg)).png({ palette: true }).toBuffer()
  return new Response(new Uint8Array(png), { headers: { 'Content-Type': 'image/png' } })
}

async function font(name: string, weight: 400 | 700, address: string): Promise<Font> {
  return { name, weight, style: 'normal', data: await (await fetch(address)).arrayBuffer() }
}

import type { APIRoute } from 'astro'
import { parseGlossary } from '../glossary/glossary.ts'

const SOURCES = import.meta.glob<string>('@course/chapters/glossary.mdx', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The definitions by slug, for the cards of terms: loaded when the first card is opened. */
export const GET: APIRoute = () => {
  const terms = Object.values(SOURCES).flatMap(parseGlossary)
  return Response.json(Object.fromEntries(terms.map(({ slug, definition }) => [slug, definition])))
}

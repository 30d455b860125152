import type { APIRoute } from 'astro'
import { atBase } from '../site/at-base.ts'

/** Everything may be read; where the site knows its own address, so is its list of pages named. */
export const GET: APIRoute = ({ site }) => {
  const sitemap = site ? `\nSitemap: ${new URL(atBase('/sitemap-index.xml'), site).href}\n` : ''
  return new Response(`User-agent: *\nAllow: /\n${sitemap}`)
}

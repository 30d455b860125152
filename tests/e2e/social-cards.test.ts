import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureSite } from '../../tools/site.ts'
import { builtSite } from '../support/site.ts'

const ADDRESS = 'https://blitz.example.org'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-site-'))
  await ensureSite(() => {}, { address: ADDRESS, directory })
})

afterAll(async () => {
  await rm(directory, { recursive: true })
})

async function cardOf(page: string): Promise<string | undefined> {
  const html = await readFile(join(directory, page, 'index.html'), 'utf8')
  return /<meta property="og:image" content="([^"]+)"/.exec(html)?.[1]
}

describe('a site that knows its address', () => {
  it.each([
    ['', 'index'],
    ['dockerfile', 'dockerfile'],
    ['glossary', 'index'],
    ['print', 'index'],
  ])('has a picture for who shares /%s', async (page, card) => {
    expect(await cardOf(page)).toBe(`${ADDRESS}/cards/${card}.png`)
    const { format, width, height } = await sharp(join(directory, `cards/${card}.png`)).metadata()
    expect({ format, width, height }).toEqual({ format: 'png', width: 1200, height: 630 })
  })

  it('lists its pages for search engines, but for those that are for others', async () => {
    expect(await readFile(join(directory, 'robots.txt'), 'utf8')).toBe(
      `User-agent: *\nAllow: /\n\nSitemap: ${ADDRESS}/sitemap-index.xml\n`,
    )
    const sitemap = await readFile(join(directory, 'sitemap-0.xml'), 'utf8')
    expect(sitemap).toContain(`<loc>${ADDRESS}/welcome/</loc>`)
    expect(sitemap).not.toMatch(/authors|print/)
  })
})

describe('a site that does not', () => {
  it('has no pictures, and names no address', async () => {
    const pages = await builtSite()
    const html = await readFile(join(pages, 'welcome/index.html'), 'utf8')
    expect(html).not.toMatch(/og:image|rel="canonical"/)
    expect(await readFile(join(pages, 'robots.txt'), 'utf8')).toBe('User-agent: *\nAllow: /\n')
    expect(await readdir(pages)).not.toContain('cards')
  })
})

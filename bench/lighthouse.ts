import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { launch } from 'chrome-launcher'
import lighthouse, { type Result } from 'lighthouse'
import { servePages } from '../sandbox-server/gateway/pages.ts'
import { ensureSite } from '../tools/site.ts'

/** Looked at where no page is named: a short one, a long one, and one with everything in it. */
const PAGES = ['/', '/docker-basics/', '/dockerfile/']

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo']

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking']

/** Scores of 100, and what took points away from them. */
interface Scores {
  readonly page: string
  readonly scores: Readonly<Record<string, number>>
  readonly lost: readonly string[]
}

// `node bench/lighthouse.ts [--json] [PAGE...]`: the built site as a phone on a slow line sees it.
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' } },
  allowPositionals: true,
})
const { directory } = await ensureSite(() => {})
const server = createServer(servePages(directory))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
try {
  const address = `http://localhost:${(server.address() as AddressInfo).port}`
  const all: Scores[] = []
  for (const page of positionals.length > 0 ? positionals : PAGES) {
    all.push(await look(address, page))
  }
  console.log(values.json ? JSON.stringify(all, undefined, 2) : all.map(lineOf).join('\n'))
} finally {
  server.close()
}

async function look(address: string, page: string): Promise<Scores> {
  const chromePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
  const chrome = await launch({ chromePath, chromeFlags: FLAGS })
  try {
    const run = await lighthouse(address + page, { port: chrome.port, onlyCategories: CATEGORIES })
    if (!run) throw new Error(`Lighthouse has nothing to say of ${page}.`)
    return scoresOf(page, run.lhr)
  } finally {
    chrome.kill()
  }
}

function scoresOf(page: string, { categories, audits }: Result): Scores {
  const scores = Object.entries(categories).map(([name, { score }]) => {
    return [name, Math.round((score ?? 0) * 100)] as const
  })
  const lost = Object.values(categories)
    .flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0))
    .map(({ id }) => audits[id])
    .filter((audit) => audit !== undefined && audit.score !== null && audit.score < 0.9)
    .map((audit) => `${audit?.id} ${audit?.displayValue ?? ''}`.trim())
  return { page, scores: Object.fromEntries(scores), lost }
}

function lineOf({ page, scores, lost }: Scores): string {
  const points = Object.entries(scores).map(([name, score]) => `${name} ${score}`)
  return `${page}  ${points.join(', ')}${lost.length > 0 ? `  (${lost.join('; ')})` : ''}`
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { launch } from 'chrome-launcher'
import lighthouse, { type Result } from 'lighthouse'
import { servePages } from '../sandbox-server/gateway/pages.ts'
import { ensureSite } from '../tools/site.ts'
import { type BenchOptions, type Row, spreadOf } from './row.ts'

/** A short page, a long one, one with everything in it, and three of those that came last. */
const PAGES = [
  '/',
  '/docker-basics/',
  '/dockerfile/',
  '/volumes/',
  '/troubleshooting/',
  '/compose/',
]

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo']

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking']

const PERFECT = 100

/** A few marks, which a busy moment costs. */
const SCORE_TOLERANCE = 0.04

/** Performance is timed: one look at a busy moment says little. */
const LOOKS = 3

/** An audit of less takes points away, by Lighthouse's own bounds. */
const GOOD = 0.9

/** The built site as a phone on a slow line sees it: Lighthouse's scores, against full marks. */
export async function benchLighthouse({ tell, signal }: BenchOptions): Promise<readonly Row[]> {
  const { directory } = await ensureSite(tell, { signal })
  const server = createServer(servePages(directory))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const address = `http://localhost:${(server.address() as AddressInfo).port}`
    const rows: Row[] = []
    for (const page of PAGES) {
      const looks: Result[] = []
      while (looks.length < LOOKS) {
        signal.throwIfAborted()
        tell(`${page}, ${looks.length + 1} of ${LOOKS}`)
        looks.push(await look(address + page))
      }
      rows.push(...rowsOf(page, looks))
    }
    return rows
  } finally {
    server.close()
  }
}

async function look(url: string): Promise<Result> {
  const chromePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
  const chrome = await launch({ chromePath, chromeFlags: FLAGS })
  try {
    const run = await lighthouse(url, { port: chrome.port, onlyCategories: CATEGORIES })
    const fault = run?.lhr.runtimeError?.message
    if (!run || fault) throw new Error(`Lighthouse has nothing to say of ${url}: ${fault}`)
    return run.lhr
  } finally {
    chrome.kill()
  }
}

/** @returns the look whose performance is the median; one that came to no score counts as none. */
function middle(looks: readonly Result[]): Result {
  const scoreOf = (look: Result) => look.categories['performance']?.score ?? 0
  const sorted = [...looks].sort((one, other) => scoreOf(one) - scoreOf(other))
  return sorted[Math.floor(sorted.length / 2)] as Result
}

function rowsOf(page: string, looks: readonly Result[]): Row[] {
  const { categories, audits } = middle(looks)
  return Object.entries(categories).map(([name, { score, auditRefs }]) => {
    const ours = marks(score)
    const lost = auditRefs
      .filter(({ weight }) => weight > 0)
      .map(({ id }) => audits[id])
      .filter((audit) => audit !== undefined && audit.score !== null && audit.score < GOOD)
      .map((audit) => `${audit?.id} ${audit?.displayValue ?? ''}`.trim())
    const goal = lost.length === 0 ? `${PERFECT}` : `${PERFECT}; less for ${lost.join(', ')}`
    const row = { name: `${page} ${name}, score`, ours, peer: PERFECT, ratio: ours / PERFECT }
    const scores = looks.map((look) => marks(look.categories[name]?.score))
    const spread = { ours: spreadOf(scores), peer: null }
    return {
      ...row,
      goal,
      met: ours === PERFECT,
      spread,
      better: 'more',
      tolerance: SCORE_TOLERANCE,
    }
  })
}

function marks(score: number | null | undefined): number {
  return Math.round((score ?? 0) * PERFECT)
}

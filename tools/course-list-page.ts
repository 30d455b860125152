import type { CourseFolder } from '../course/course-folder.ts'
import { ENGLISH, phraseIn } from '../words/phrase.ts'
import type { Words } from '../words/words.ts'

/** The colours of the site, without its fonts: this page is read once, on the way to a course. */
const STYLE = `
:root { color-scheme: light dark; --paper: #fcfbf8; --ink: #10162f; --soft: #535c80; --line: #c9cedf; --mark: #3b4fd6 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #10162f; --ink: #f7f8fc; --soft: #979eb9; --line: #2f3757; --mark: #ffd23f }
}
body { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif }
h1 { margin: 0 0 1.5rem; font-size: 2.25rem; line-height: 1.1 }
ul { display: grid; gap: 0.75rem; padding: 0; list-style: none }
a { display: grid; grid-template-columns: 2.5rem 1fr; gap: 0 1rem; align-items: center; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: 0.75rem; color: inherit; text-decoration: none }
a:hover, a:focus-visible { border-color: var(--mark) }
img { grid-row: span 2; width: 2.5rem; height: 2.5rem; border-radius: 0.5rem }
strong { font-size: 1.25rem }
span { grid-column: 2; color: var(--soft) }
`.trim()

export interface CourseListOptions {
  /** Origin of the published site, where it has one. */
  readonly address: string | undefined
  /** The path under which it is, with a slash at both ends. */
  readonly base: string
}

/** @returns the files beside the folders of several courses, by their names; the page is the first. */
export function courseListPage(
  folders: readonly CourseFolder[],
  { address, base }: CourseListOptions,
): Readonly<Record<string, string>> {
  const words = wordsOfAll(folders)
  const title = phraseIn(words, 'courses.title')
  const notFound = phraseIn(words, 'courses.not-found')
  const entries = folders.map((folder) => courseEntry(folder, base)).join('\n')
  const sitemaps =
    address === undefined
      ? ''
      : folders
          .map(({ file }) => `Sitemap: ${address}${base}${file.name}/sitemap-index.xml\n`)
          .join('')
  return {
    'index.html': document(words, `<h1>${title}</h1>\n<ul>\n${entries}\n</ul>`, ''),
    '404.html': document(
      words,
      `<h1>${title}</h1>\n<p>${notFound}</p>\n<ul>\n${entries}\n</ul>`,
      '<meta name="robots" content="noindex">\n',
    ),
    'robots.txt': `User-agent: *\nAllow: /\n${sitemaps && `\n${sitemaps}`}`,
  }
}

/** Of the courses, where they have one language; else English. */
function wordsOfAll([first, ...others]: readonly CourseFolder[]): Words {
  const words = first?.words.words ?? ENGLISH
  return others.every((other) => other.words.words.language === words.language) ? words : ENGLISH
}

function document(words: Words, body: string, head: string): string {
  return `<!doctype html>
<html lang="${escaped(words.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${phraseIn(words, 'courses.title')}</title>
<meta name="description" content="${escaped(phraseIn(words, 'courses.description'))}">
${head}<link rel="icon" href="data:,">
<style>
${STYLE}
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}

function courseEntry({ file }: CourseFolder, base: string): string {
  const { name, title, tagline, language, logo } = file
  const ending = logo?.replace(/^.*\./, '') ?? 'svg'
  const path = escaped(`${base}${name}/`)
  return `<li><a href="${path}" lang="${escaped(language)}">
<img src="${path}favicon.${ending}" alt="" width="40" height="40">
<strong>${escaped(title)}</strong>
<span>${escaped(tagline)}</span>
</a></li>`
}

/** Text of a course in HTML. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' }
  return text.replace(/[&<"]/g, (sign) => entities[sign] as string)
}

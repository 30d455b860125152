import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unified } from '@astrojs/markdown-remark'
import sitemap from '@astrojs/sitemap'
import starlight from '@astrojs/starlight'
import { defineConfig, fontProviders } from 'astro/config'
import { openCourse, parts } from './course/course-folder.ts'
import { parseGlossary } from './src/glossary/glossary.ts'
import { rehypeBase } from './src/markdown/rehype-base.ts'
import { remarkGlossary } from './src/markdown/remark-glossary.ts'
import { remarkLiveTerminal } from './src/markdown/remark-live-terminal.ts'
import { COLOURS_MODULE, courseColours } from './tools/course-colours.ts'
import { coursePackages } from './tools/course-packages.ts'
import { zodApart } from './tools/zod-apart.ts'
import { useWords } from './words/phrase.ts'
import { phrasesPlugin } from './words/phrases-plugin.ts'

/** The course of this site; a build has one. */
const COURSE = await openCourse(process.env.COURSE || undefined)
const { directory: FOLDER, file, words } = COURSE
// The Markdown of chapters becomes pages in this process.
useWords(words.words)
const CHAPTERS = parts.chapters(FOLDER)
const GLOSSARY = parts.chapter(FOLDER, 'glossary')
const TERMS = existsSync(GLOSSARY) ? parseGlossary(readFileSync(GLOSSARY, 'utf8')) : []
const COMPONENTS = fileURLToPath(new URL('./src/components', import.meta.url))
const LAZY_SEARCH = fileURLToPath(new URL('./src/search/lazy-search-ui.ts', import.meta.url))

/** Whether Run shows something on a page without a server. @param block `chapter/name`. */
const hasRecording = (block) => existsSync(join(parts.recordings(FOLDER), `${block}.cast`))

/** Sheets of every page, in their order. */
const STYLES = [
  'theme',
  'layout',
  'head',
  'terminal',
  'then',
  'task',
  'progress',
  'glossary',
  'print',
]

/** A variable font of an npm package, served by the site itself: no reader is told to anyone. */
function packagedFont(name, cssVariable, packageName, fallbacks) {
  const file = `@fontsource-variable/${packageName}/files/${packageName}-latin-wght-normal.woff2`
  return {
    name,
    cssVariable,
    fallbacks,
    provider: fontProviders.local(),
    options: { variants: [{ src: [file], weight: '200 800', style: 'normal' }] },
  }
}

/** A page translator leaves code blocks as they are. */
const untranslated = {
  name: 'Untranslated',
  hooks: {
    postprocessRenderedBlock({ renderData }) {
      renderData.blockAst.properties.translate = 'no'
    },
  },
}

/** The oldest browsers for which the site's sheets are built, as esbuild and Vite name them. */
const OLDEST_BROWSERS = ['chrome111', 'edge111', 'firefox114', 'safari16.4', 'ios16.4']

/** The origin of the published site, such as https://blitz.example.org, where it has one. */
const { SITE } = process.env

/** The path under which the site is, with a slash at both ends. */
const BASE = process.env.BASE || '/'

/** What the interface words otherwise than Starlight does. */
const wordsOfStarlight = {
  name: 'words',
  hooks: {
    'config:setup'() {},
    'i18n:setup'({ injectTranslations }) {
      injectTranslations({ [file.language]: words.ofStarlight })
    },
  },
}

/** Pages that say `noindex` are in no list for search engines either. */
const isListed = (page) => !/\/(?:authors(?:-course|-files|-parts)?|join|print)\/$/.test(page)

/** Of its own for each course: a build takes rendered chapters from there. */
const CACHE = join(
  'node_modules/.astro',
  createHash('sha256').update(FOLDER).digest('hex').slice(0, 12),
)

const LOGO = file.logo === undefined ? './src/assets/bolt.svg' : join(FOLDER, file.logo)

export default defineConfig({
  site: SITE || undefined,
  base: BASE,
  cacheDir: CACHE,
  vite: {
    // Lightning CSS adds the prefixes that these browsers need; the sheets are written without any.
    build: {
      cssMinify: 'lightningcss',
      cssTarget: OLDEST_BROWSERS,
      // A small script is a file, too: the browser keeps it for the next page, which is that much smaller.
      assetsInlineLimit: (path) => (path.endsWith('.js') ? false : undefined),
    },
    resolve: {
      alias: [
        { find: /^@pagefind\/default-ui$/, replacement: LAZY_SEARCH },
        { find: '@course', replacement: FOLDER },
        { find: '@blitz', replacement: COMPONENTS },
      ],
    },
    // Read by the collection of the site's pages.
    define: {
      'import.meta.env.COURSE_FOLDER': JSON.stringify(FOLDER),
      'import.meta.env.HAS_ENGINE': String(file.sandbox.engine),
      'import.meta.env.ABOUT_IMAGES': String(COURSE.pages.includes('about-the-images')),
    },
    plugins: [
      coursePackages(FOLDER),
      courseColours(file.colours),
      phrasesPlugin(words.words),
      zodApart(),
    ],
    server: { fs: { allow: ['.', FOLDER] } },
  },
  devToolbar: { enabled: false },
  markdown: {
    processor: unified({
      remarkPlugins: [
        [remarkLiveTerminal, { hasRecording }],
        [remarkGlossary, { terms: TERMS }],
      ],
      rehypePlugins: [[rehypeBase, { base: BASE }]],
    }),
  },
  fonts: [
    packagedFont('Bricolage Grotesque', '--font-display', 'bricolage-grotesque', ['sans-serif']),
    packagedFont('JetBrains Mono', '--font-mono', 'jetbrains-mono', ['monospace']),
  ],
  integrations: [
    ...(SITE ? [sitemap({ filter: isListed })] : []),
    starlight({
      title: file.title,
      description: file.description,
      logo: { src: LOGO, alt: '' },
      favicon: `/favicon${extname(LOGO)}`,
      locales: { root: { label: file.language, lang: file.language } },
      plugins: [wordsOfStarlight],
      credits: false,
      lastUpdated: false,
      markdown: { processedDirs: [CHAPTERS] },
      expressiveCode: { plugins: [untranslated] },
      customCss: [
        ...STYLES.map((name) => `./src/styles/${name}.css`),
        ...(Object.keys(file.colours).length === 0 ? [] : [COLOURS_MODULE]),
        ...(file.theme === undefined ? [] : [join(FOLDER, file.theme)]),
      ],
      routeMiddleware: './src/course/sidebar-units.ts',
      components: {
        Head: './src/components/Head.astro',
        Header: './src/components/Header.astro',
        Hero: './src/components/Hero.astro',
        PageTitle: './src/components/PageTitle.astro',
      },
      sidebar: file.sections.map(({ title, chapters }) => ({ label: title, items: chapters })),
    }),
  ],
})

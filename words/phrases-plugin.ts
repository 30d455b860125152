import { inlinePhrases, type Parse } from './inline-phrases.ts'
import type { Words } from './words.ts'

/** Files of the site's own code, with Vite's query or without. */
const OWN_CODE = /\/src\/[^?]*\.(?:ts|astro)(?:\?|$)/

/** For Vite: each page's code has the texts that it shows, and no others (`inline-phrases.ts`). */
export function phrasesPlugin(words: Words) {
  return {
    name: 'blitz-phrases',
    // After TypeScript and Astro have become JavaScript.
    enforce: 'post' as const,
    transform(this: { parse: Parse }, code: string, id: string) {
      if (!OWN_CODE.test(id) || id.includes('/node_modules/')) return undefined
      return inlinePhrases(code, words, (source) => this.parse(source))
    },
  }
}

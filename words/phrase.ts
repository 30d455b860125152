import { english } from './english.ts'
import type { Text } from './text.ts'
import type { Key, ValuesOf, Words } from './words.ts'

export const ENGLISH: Words = { language: 'en', texts: english }

let words = ENGLISH

/** Sets the language of what Node itself says from now on: of the Markdown of chapters, in a build. */
export function useWords(next: Words): void {
  words = next
}

/**
 * A text of the interface, in the language of the course. The build puts the text itself in the place
 * of the call (`inline-phrases.ts`), so the key must be written out; what Node runs without a build,
 * such as a test or a Markdown plugin, looks it up here.
 */
export function phrase<Name extends Key>(
  key: Name,
  ...values: keyof ValuesOf<Name> extends never ? [] : [ValuesOf<Name>]
): string {
  return phraseIn(words, key, ...values)
}

/** The same, in a language of one's own choice. */
export function phraseIn<Name extends Key>(
  { language, texts }: Words,
  key: Name,
  ...[given]: keyof ValuesOf<Name> extends never ? [] : [ValuesOf<Name>]
): string {
  const values = (given ?? {}) as Readonly<Record<string, string | number>>
  const text: Text = texts[key]
  const rule = new Intl.PluralRules(language)
  const line =
    typeof text === 'string' ? text : (text[rule.select(Number(values['count']))] ?? text.other)
  return line.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => String(values[name]))
}

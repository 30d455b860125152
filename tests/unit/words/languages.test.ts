import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { i18nSchema } from '@astrojs/starlight/schema'
import { describe, expect, it } from 'vitest'
import { CLOSE, ERROR_SENTENCES, englishFailure } from '../../../protocol/sentences.ts'
import { failureSentence } from '../../../src/page/failure-sentences.ts'
import { LANGUAGES } from '../../../words/course-words.ts'
import { english } from '../../../words/english.ts'
import { STARLIGHT_KEYS } from '../../../words/starlight-keys.ts'
import { type Text, valueNames } from '../../../words/text.ts'
import type { Key } from '../../../words/words.ts'

const PROJECT = join(import.meta.dirname, '../../..')
const KEYS = Object.keys(english) as Key[]

describe.each(Object.entries(LANGUAGES))('the interface in %s', (language, texts) => {
  it('has each text of the English one, and no other', () => {
    expect(Object.keys(texts)).toEqual(KEYS)
  })

  it('has the same values in each text', () => {
    for (const key of KEYS) {
      expect([key, ...valueNames(texts[key])]).toEqual([key, ...valueNames(english[key])])
    }
  })

  it('has a text for each number, where a number decides the words', () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    for (const key of KEYS) {
      const text: Text = texts[key]
      if (typeof text === 'string') continue
      expect([key, ...Object.keys(text).sort()]).toEqual([key, ...categories.toSorted()])
    }
  })

  it('has no text that is empty, or that begins or ends with a space', () => {
    for (const key of KEYS) {
      const text: Text = texts[key]
      const lines = typeof text === 'string' ? [text] : Object.values(text)
      for (const line of lines) expect([key, line.trim()]).toEqual([key, line || 'a text'])
    }
  })
})

describe('the texts of the interface', () => {
  it('are all used', () => {
    const used = new Set<string>()
    for (const file of globSync('{src,tools}/**/*.{ts,astro}', { cwd: PROJECT })) {
      const source = readFileSync(join(PROJECT, file), 'utf8')
      for (const [, key] of source.matchAll(/\bphrase(?:In\(words, |\(\s*)'([^']+)'/g)) {
        used.add(key as string).add(`${key}-without-engine`)
      }
    }
    expect(KEYS.filter((key) => !used.has(key))).toEqual([])
  })

  it('say of a failure what other programs say of it', () => {
    const failures = [...Object.keys(CLOSE), ...Object.keys(ERROR_SENTENCES)] as const
    for (const failure of [...failures, 'unreachable', 'lost', 'disposed']) {
      const name = failure as Parameters<typeof failureSentence>[0]
      expect(failureSentence(name)).toBe(englishFailure(name))
    }
  })

  it('may be worded anew where Starlight brings them', () => {
    expect(STARLIGHT_KEYS).toEqual(Object.keys(i18nSchema().shape))
  })
})

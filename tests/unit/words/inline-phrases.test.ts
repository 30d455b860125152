import { parseAst } from 'vite'
import { describe, expect, it } from 'vitest'
import { german } from '../../../words/german.ts'
import { inlinePhrases } from '../../../words/inline-phrases.ts'
import { ENGLISH, phrase } from '../../../words/phrase.ts'
import type { Words } from '../../../words/words.ts'

const GERMAN: Words = { language: 'de', texts: german }

function inlined(code: string, words = ENGLISH): string | undefined {
  return inlinePhrases(code, words, parseAst)?.code
}

/** What the code of a page shows, in that language, where `count` and `title` have these values. */
function shown(code: string, words: Words, count = 0, title = ''): unknown {
  return new Function('count', 'title', `return ${inlined(code, words)}`)(count, title)
}

describe('the code of a page', () => {
  it('has the text itself where it asks for one', () => {
    expect(inlined("label('Größe ❤', phrase('block.run'))", GERMAN)).toBe(
      'label(\'Größe ❤\', "Ausführen")',
    )
    expect(inlined('paraphrase(1)')).toBe(undefined)
  })

  it.each([
    [0, '0 earlier blocks', '0 früheren auf'],
    [1, 'an earlier block', 'einem früheren auf'],
    [12, '12 earlier blocks', '12 früheren auf'],
  ])('chooses the words for %i', (count, english, german) => {
    const code = "phrase('catch-up.block-builds-on', { count: count + 0, blocks: 'x' })"
    expect(shown(code, ENGLISH, count)).toContain(english)
    expect(shown(code, GERMAN, count)).toContain(german)
  })

  it('has texts within texts', () => {
    const code = "phrase('block.recorded-label', { title: title || phrase('block.title') })"
    expect(shown(code, GERMAN)).toBe('Terminal: aufgezeichnet')
    expect(shown(code, GERMAN, 0, '`1`')).toBe('`1`: aufgezeichnet')
  })

  it('follows the plural rules of any language', () => {
    const polish: Words = {
      language: 'pl',
      texts: { ...english(), 'layers.count': { one: 'warstwa', few: 'warstwy', other: 'warstw' } },
    }
    const code = "phrase('layers.count', { count })"
    expect([1, 2, 5, 22].map((count) => shown(code, polish, count))).toEqual([
      'warstwa',
      'warstwy',
      'warstw',
      'warstwy',
    ])
  })

  it('says what a text of the catalogue would, backticks and all', () => {
    const odd = 'a `b` $ \\ "c" $'
    const texts = { ...english(), 'block.copy': odd, 'sandbox.place': `${odd}{place}` }
    expect(shown("phrase('block.copy')", { language: 'en', texts })).toBe(odd)
    expect(shown("phrase('sandbox.place', { place: 3 })", { language: 'en', texts })).toBe(
      `${odd}3`,
    )
  })

  it.each(['phrase(key)', "phrase('block.rnu')", "phrase('block.' + name)"])(
    'is not built from %s',
    (code) => {
      expect(() => inlined(code)).toThrow(`${code}: write out a key of words/english.ts.`)
    },
  )
})

describe('a text that is looked up without a build', () => {
  it('is the English one, with its values', () => {
    expect(phrase('block.run')).toBe('Run')
    expect(phrase('layers.count', { count: 1 })).toBe('1 layer')
    expect(phrase('find.place', { place: 2, number: 7 })).toBe('2 of 7')
  })
})

function english() {
  return ENGLISH.texts
}

import { describe, expect, it } from 'vitest'
import { courseWords } from '../../../words/course-words.ts'

const inLanguage = (language: string) => ({ language, sandbox: { engine: true } })

describe('the interface of a course', () => {
  it.each([
    ['en', 'Run'],
    ['de', 'Ausführen'],
    ['de-AT', 'Ausführen'],
    // The interface has no French.
    ['fr', 'Run'],
  ])('in the language %s says %s', (language, run) => {
    expect(courseWords(inLanguage(language)).words).toMatchObject({
      language,
      texts: { 'block.run': run },
    })
  })

  it('says what words.yaml says, and else what it always does', () => {
    const source = [
      '# Ours.',
      'block.run: Go',
      'layers.count: { one: a sheet, other: "{count} sheets" }',
      'search.label: Find',
    ]
    const { words, ofStarlight } = courseWords(inLanguage('en'), source.join('\n'))
    expect(words.texts).toMatchObject({
      'block.run': 'Go',
      'layers.count': { one: 'a sheet', other: '{count} sheets' },
      'block.stop': 'Stop',
    })
    expect(ofStarlight).toEqual({ 'search.label': 'Find' })
    expect(courseWords(inLanguage('en'), '').words.texts['block.run']).toBe('Run')
  })

  it('speaks of no Docker where the course has none, and words.yaml may say more', () => {
    const plain = { language: 'de', sandbox: { engine: false } }
    const texts = Object.entries(courseWords(plain).words.texts)
    const said = new Map(texts.filter(([key]) => /^(?:sandbox|limit)\./.test(key)))
    expect(said.size).toBeGreaterThan(30)
    expect(JSON.stringify([...said.values()])).not.toMatch(/docker|container|image/i)
    const own = courseWords(plain, 'sandbox.none-yet: Leer').words.texts
    expect(own['sandbox.none-yet']).toBe('Leer')
  })

  it('says “Sie” to readers of German, where Starlight says “du”', () => {
    expect(courseWords(inLanguage('de')).ofStarlight['404.text']).toContain('Prüfen Sie')
    expect(courseWords(inLanguage('de'), '404.text: Weg').ofStarlight['404.text']).toBe('Weg')
  })

  it.each([
    [
      'block.stop: Halt\nblock.rnu: Go',
      'words.yaml:2: The interface has no text block.rnu. Did you mean block.run?',
    ],
    [
      'serach.label: Find',
      'words.yaml:1: The interface has no text serach.label. Did you mean search.label?',
    ],
    ['\n\nblock.run: "{name}!"', 'words.yaml:3: block.run has no value {name}: it has none.'],
    [
      'find.place: "{place} of {nmuber}"',
      'words.yaml:1: find.place has no value {nmuber}: it has {number}, {place}.',
    ],
    [
      'block.run: { one: 1 }',
      'words.yaml:1: block.run takes a text, or a text for each of zero, one, two, few, many, other, of which other must be there.',
    ],
    ['block.run: 3', 'words.yaml:1: block.run takes a text'],
    ['search.label: { other: x }', 'words.yaml:1: search.label takes a text.'],
    ['- block.run', 'words.yaml:1: Write each text as key: text.'],
    ['block.run: "Go', 'words.yaml:1: '],
    ['block.run: Go\nblock.run: Come', 'words.yaml:2: Map keys must be unique.'],
  ])('is not built with the words.yaml %j', (source, sentence) => {
    expect(() => courseWords(inLanguage('en'), source)).toThrow(sentence)
  })
})

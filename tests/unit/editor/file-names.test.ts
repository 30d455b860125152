import { describe, expect, it } from 'vitest'
import { groupFiles } from '../../../src/editor/file-list.ts'
import { indentOf, languageNameOf } from '../../../src/editor/language-name.ts'

describe('the language of a file', () => {
  it.each([
    ['web/Dockerfile', 'dockerfile'],
    ['Dockerfile.dev', 'dockerfile'],
    ['api.Dockerfile', 'dockerfile'],
    ['compose.yaml', 'yaml'],
    ['a/b.YML', 'yaml'],
    ['run.sh', 'shell'],
    ['.env', 'shell'],
    ['.bashrc', 'shell'],
    ['app.py', 'python'],
    ['package.json', 'json'],
    ['README.md', 'markdown'],
    ['app.js', 'javascript'],
    ['nginx.conf', 'nginx'],
    ['notes', undefined],
    ['dockerfiles.txt', undefined],
    ['yaml', undefined],
  ])('%s is %s', (path, language) => {
    expect(languageNameOf(path)).toBe(language)
  })

  it('says what Tab puts in', () => {
    expect([indentOf('a.yaml'), indentOf('a.py'), indentOf('Makefile')]).toEqual([
      '  ',
      '    ',
      '\t',
    ])
  })
})

describe('the list of files', () => {
  it('is by folder, the home directory first', () => {
    const files = ['web/app.js', 'note.txt', 'web/Dockerfile', 'a/b/c', 'Zebra'].map((path) => ({
      path,
      bytes: 1,
    }))
    const groups = groupFiles(files).map(({ folder, files }) => [
      folder,
      files.map(({ path }) => path),
    ])
    expect(groups).toEqual([
      ['', ['Zebra', 'note.txt']],
      ['a/b', ['a/b/c']],
      ['web', ['web/Dockerfile', 'web/app.js']],
    ])
  })
})

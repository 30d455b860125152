import { describe, expect, it } from 'vitest'
import type { FileRead, FileWritten } from '../../../protocol/sandbox-files.ts'
import { Drafts } from '../../../src/editor/drafts.ts'
import { EditedFile, type FileStore } from '../../../src/editor/edited-file.ts'
import { bytesOf, textOf } from '../../../src/editor/file-text.ts'

/** A shelf of files that keeps the rule of the sandbox: only the expected version is overwritten. */
class Shelf implements FileStore {
  readonly contents = new Map<string, string>()
  isAway = false

  async read(path: string): Promise<FileRead> {
    if (this.isAway) throw new Error('The server is away.')
    const text = this.contents.get(path)
    return text === undefined
      ? { state: 'absent' }
      : { state: 'file', bytes: bytesOf(text), version: `version of ${text}` }
  }

  async write(path: string, bytes: Uint8Array, expected: string | undefined): Promise<FileWritten> {
    if (this.isAway) throw new Error('The server is away.')
    const before = this.contents.get(path)
    const version = before === undefined ? undefined : `version of ${before}`
    if (version !== undefined && version !== expected) return { state: 'changed', version }
    const text = new TextDecoder().decode(bytes)
    this.contents.set(path, text)
    return { state: 'saved', version: `version of ${text}` }
  }
}

function careOf() {
  const kept = new Map<string, string>()
  const storage = {
    get: (key: string) => kept.get(key),
    set: (key: string, value: string | undefined) => {
      if (value === undefined) kept.delete(key)
      else kept.set(key, value)
    },
    keys: () => [...kept.keys()],
  }
  return { store: new Shelf(), drafts: new Drafts(storage) }
}

async function opened(path: string, care: ReturnType<typeof careOf>, suggested?: string) {
  const result = await EditedFile.open(path, care, suggested)
  if (result.state !== 'text') throw new Error(`It is ${result.state}.`)
  return result
}

describe('a file in the editor', () => {
  it('is saved, and then nothing is kept of it in the tab', async () => {
    const care = careOf()
    const { file, from } = await opened('a', care)
    expect(from).toBe('new')
    expect((await file.save('one')).state).toBe('saved')
    file.keep('one')
    expect(care.store.contents.get('a')).toBe('one')
    expect(care.drafts.paths()).toEqual([])
    expect(file.isUnsaved('one')).toBe(false)
    expect(file.isUnsaved('two')).toBe(true)
  })

  it('that the shell changed is overwritten only when the reader says so, and only that change', async () => {
    const care = careOf()
    care.store.contents.set('a', 'old')
    const { file } = await opened('a', care)
    care.store.contents.set('a', 'theirs')
    expect((await file.save('mine')).state).toBe('changed')
    care.store.contents.set('a', 'theirs, later')
    expect((await file.overwrite('mine')).state).toBe('changed')
    expect(care.store.contents.get('a')).toBe('theirs, later')
    expect((await file.overwrite('mine')).state).toBe('saved')
    expect(care.store.contents.get('a')).toBe('mine')
  })

  it('that the shell changed can be loaded, and is then saved without a question', async () => {
    const care = careOf()
    care.store.contents.set('a', 'old')
    const { file } = await opened('a', care)
    expect(await file.reread()).toBeUndefined()
    care.store.contents.set('a', 'theirs')
    expect(await file.reread()).toBe('theirs')
    expect((await file.save('theirs and mine')).state).toBe('saved')
  })

  it('keeps what is typed over a reload, and still notices what the shell did meanwhile', async () => {
    const care = careOf()
    care.store.contents.set('a', 'old')
    const before = await opened('a', care)
    before.file.keep('old and more')
    care.store.contents.set('a', 'theirs')
    const after = await opened('a', care)
    expect(after).toMatchObject({ from: 'draft', text: 'old and more' })
    expect((await after.file.save(after.text)).state).toBe('changed')
    expect(care.store.contents.get('a')).toBe('theirs')
  })

  it('shows what was typed where the sandbox cannot be reached', async () => {
    const care = careOf()
    const { file } = await opened('a', care)
    care.store.isAway = true
    await expect(file.save('typed')).rejects.toThrow('away')
    expect(await opened('a', care)).toMatchObject({ from: 'draft', text: 'typed' })
    await expect(EditedFile.open('b', care)).rejects.toThrow('away')
  })

  it('is written again into a fresh sandbox', async () => {
    const care = careOf()
    care.store.contents.set('a', 'old')
    const { file } = await opened('a', care)
    care.store.contents.clear()
    expect((await file.save('new')).state).toBe('saved')
  })

  it('that is not there yet begins with the text of the course', async () => {
    const { text, file } = await opened('a', careOf(), 'FROM alpine\n')
    expect(text).toBe('FROM alpine\n')
    expect(file.isUnsaved(text)).toBe(true)
  })

  it('survives whatever else is kept under its name', () => {
    const drafts = new Drafts({
      get: () => '{"text":',
      set() {},
      keys: () => ['other', 'blitz-draft:a'],
    })
    expect(drafts.get('a')).toBeUndefined()
    expect(drafts.paths()).toEqual(['a'])
  })
})

describe('the bytes of a file', () => {
  it.each([
    ['one\ntwo\n', '\n'],
    ['one\r\ntwo\r\n', '\r\n'],
    ['one\r\ntwo\n', '\n'],
    ['one\rtwo', '\n'],
    ['\uFEFFmark', '\n'],
    ['', '\n'],
    ['日本 🐳', '\n'],
  ])('%j go there and back', (text, lineBreak) => {
    expect(textOf(bytesOf(text))).toEqual({ text, lineBreak })
  })

  it.each([[[0x68, 0x00, 0x69]], [[0xff, 0xfe]], [[0xc3]]])('%j are no text', (bytes) => {
    expect(textOf(Uint8Array.from(bytes))).toBeUndefined()
  })
})

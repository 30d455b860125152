import type { FileRead, FileWritten } from '../../protocol/sandbox-files.ts'
import type { Draft, Drafts } from './drafts.ts'
import { bytesOf, type FileText, textOf } from './file-text.ts'

/** How files are read and written: `SandboxFiles` does. */
export interface FileStore {
  read(path: string): Promise<FileRead>
  write(path: string, bytes: Uint8Array, expected: string | undefined): Promise<FileWritten>
}

export interface FileCare {
  readonly store: FileStore
  readonly drafts: Drafts
}

/** What is shown of a file when it is opened. */
export type Opened =
  | {
      readonly state: 'text'
      readonly file: EditedFile
      readonly text: string
      readonly from: TextSource
    }
  | { readonly state: 'binary' }
  | Exclude<FileRead, { state: 'file' | 'absent' }>

/** `draft`: what was typed before and not saved; `new`: there is no such file yet. */
export type TextSource = 'file' | 'draft' | 'new'

/** Opens files, and keeps what is typed into them until it is saved. */
export class EditedFile {
  readonly path: string
  readonly lineBreak: FileText['lineBreak']
  readonly #store: FileStore
  readonly #drafts: Drafts
  /** Of the content that the text began from; undefined while there is no such file. */
  #version: string | undefined
  /** What the sandbox has, as far as is known. */
  #savedText: string
  /** The version that the reader was told of, and may overwrite. */
  #told: string | undefined

  private constructor(
    path: string,
    care: FileCare,
    content: FileText & { readonly version: string | undefined },
  ) {
    this.path = path
    this.#store = care.store
    this.#drafts = care.drafts
    this.lineBreak = content.lineBreak
    this.#savedText = content.text
    this.#version = content.version
  }

  /**
   * @param suggested text of a file that is not there yet.
   * @throws {LiveError} when the sandbox cannot be reached, and nothing is kept of the file.
   */
  static async open(path: string, care: FileCare, suggested = ''): Promise<Opened> {
    const draft = care.drafts.get(path)
    let read: FileRead
    try {
      read = await care.store.read(path)
    } catch (error) {
      if (draft === undefined) throw error
      // The sandbox is not reached, and the reader has what was typed all the same.
      return EditedFile.#fromDraft(path, care, draft, NOTHING)
    }
    if (read.state !== 'file' && read.state !== 'absent') return read
    const content = read.state === 'file' ? textOf(read.bytes) : NOTHING
    if (content === undefined) return { state: 'binary' }
    if (draft !== undefined && draft.text !== content.text) {
      return EditedFile.#fromDraft(path, care, draft, content)
    }
    care.drafts.set(path, undefined)
    if (read.state === 'file') {
      const file = new EditedFile(path, care, { ...content, version: read.version })
      return { state: 'text', file, text: content.text, from: 'file' }
    }
    const file = new EditedFile(path, care, { ...content, version: undefined })
    return { state: 'text', file, text: suggested, from: 'new' }
  }

  /** The draft begins from the version that it began from, whatever the sandbox has now. */
  static #fromDraft(path: string, care: FileCare, draft: Draft, content: FileText): Opened {
    const file = new EditedFile(path, care, { ...content, version: draft.version })
    return { state: 'text', file, text: draft.text, from: 'draft' }
  }

  /** @returns whether that text is not in the sandbox yet. */
  isUnsaved(text: string): boolean {
    return text !== this.#savedText || this.#version === undefined
  }

  /** Keeps a text that may be lost otherwise. */
  keep(text: string): void {
    const isUnsaved = text !== this.#savedText
    const version = this.#version
    const draft = { text, ...(version !== undefined && { version }) }
    this.#drafts.set(this.path, isUnsaved ? draft : undefined)
  }

  /**
   * @returns `changed` where the file is no longer what the text began from; it stays as it is.
   * @throws {LiveError} when the sandbox cannot be reached.
   */
  async save(text: string): Promise<FileWritten> {
    return this.#write(text, this.#version)
  }

  /** Saves over the change that `save` told of, and over no later one. */
  async overwrite(text: string): Promise<FileWritten> {
    return this.#write(text, this.#told)
  }

  /**
   * Looks whether the file is still what the text began from.
   * @returns the other text, which the file now begins from; undefined where nothing has changed, or
   * there is no text any more.
   */
  async reread(): Promise<string | undefined> {
    const read = await this.#store.read(this.path)
    if (read.state !== 'file' || read.version === this.#version) return undefined
    const content = textOf(read.bytes)
    if (content === undefined) return undefined
    this.#version = read.version
    this.#savedText = content.text
    return content.text
  }

  async #write(text: string, expected: string | undefined): Promise<FileWritten> {
    // Whatever comes of it, the text is kept until it is known to be there.
    this.keep(text)
    const written = await this.#store.write(this.path, bytesOf(text), expected)
    if (written.state === 'changed') this.#told = written.version
    if (written.state !== 'saved') return written
    this.#version = written.version
    this.#savedText = text
    return written
  }
}

const NOTHING: FileText = { text: '', lineBreak: '\n' }

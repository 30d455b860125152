import { fromBase64, toBase64 } from './base64.ts'
import type { ExecOptions } from './client.ts'
import {
  LIST_COMMAND,
  MAXIMUM_FILE_BYTES,
  MAXIMUM_LISTED_FILES,
  partCommand,
  readCommand,
  removeCommand,
  renameCommand,
  writeCommand,
} from './file-commands.ts'
import type { ExecResult } from './messages.ts'

/** Runs a silent command in the reader's sandbox: `LiveClient.exec` does. */
export type Exec = (command: string, options?: ExecOptions) => Promise<ExecResult>

/** A file that is listed. */
export interface ListedFile {
  /** From the home directory, such as `web-app/Dockerfile`. */
  readonly path: string
  readonly bytes: number
}

export type FileRead =
  /** `version`: tells this content from any other of the file. */
  | { readonly state: 'file'; readonly bytes: Uint8Array; readonly version: string }
  | { readonly state: 'large'; readonly size: number }
  /** `special`: such as a pipe. `restless`: it is written to all the time. */
  | { readonly state: 'absent' | 'directory' | 'special' | 'unreadable' | 'restless' }
  | FileFailure

export type FileWritten =
  | { readonly state: 'saved'; readonly version: string }
  /** Something else is there than expected, and stays. */
  | { readonly state: 'changed'; readonly version: string }
  | { readonly state: 'large' | 'directory' | 'special' }
  | FileFailure

export type FileMoved = { readonly state: 'done' } | { readonly state: 'taken' } | FileFailure

/** `reason`: as a program of the sandbox gave it, such as `No space left on device`; empty for none. */
export type FileFailure =
  | { readonly state: 'late' }
  | { readonly state: 'failed'; readonly reason: string }

/** Bytes of a new content in one message: a multiple of 3, and 48 kB in base64. */
const WRITE_BYTES = 36_000

/** How often a file is read anew that changes meanwhile. */
const TRIES = 3

/** Time for one command, in milliseconds. */
const FILE_MILLISECONDS = 30_000

/**
 * The files of the reader's home directory, over the connection of the page. Paths are from there, without
 * a slash before them.
 * @throws {LiveError} from each method when the server cannot be reached.
 */
export class SandboxFiles {
  readonly #exec: Exec

  constructor(exec: Exec) {
    this.#exec = exec
  }

  /** @returns files in no order, as many as are listed at most; `more`: there are others. */
  async list(): Promise<{ readonly files: readonly ListedFile[]; readonly more: boolean }> {
    const { stdout, truncated } = await this.#run(LIST_COMMAND)
    const words = stdout.split('\0')
    // What comes after the last NUL is nothing, or cut.
    words.pop()
    const files: ListedFile[] = []
    for (let index = 0; index + 1 < words.length; index += 2) {
      const path = words[index + 1] as string
      // A name that is not UTF-8 cannot be asked for.
      if (!path.includes('\uFFFD')) files.push({ path, bytes: Number(words[index]) })
    }
    const more = truncated || files.length > MAXIMUM_LISTED_FILES
    return { files: files.slice(0, MAXIMUM_LISTED_FILES), more }
  }

  async read(path: string): Promise<FileRead> {
    for (let left = TRIES; left > 0; left--) {
      const read = await this.#readOnce(path)
      if (read !== 'changed') return read
    }
    return { state: 'restless' }
  }

  /** @param expected version of the file that may be overwritten; `any`, or undefined for none. */
  async write(path: string, bytes: Uint8Array, expected: string | undefined): Promise<FileWritten> {
    if (bytes.length > MAXIMUM_FILE_BYTES) return { state: 'large' }
    const save = newName()
    const parts = Math.max(0, Math.ceil(bytes.length / WRITE_BYTES) - 1)
    for (let part = 0; part < parts; part++) {
      const input = partOf(bytes, part)
      const sent = await this.#run(partCommand(save, part), input)
      if (sent.status !== 0) return failed(sent)
    }
    const command = writeCommand({ path, expected, parts, save })
    const result = await this.#run(command, partOf(bytes, parts))
    const [, state, version = ''] = /^(\w+)(?: ([0-9a-f]{64}))?/.exec(result.stdout) ?? []
    if (result.status !== 0 || state === undefined) return failed(result)
    if (state === 'saved' || state === 'changed') return { state, version }
    if (state === 'directory' || state === 'special') return { state }
    return this.#afterLost(path, bytes, result)
  }

  async rename(path: string, next: string): Promise<FileMoved> {
    return movedOf(await this.#run(renameCommand(path, next)))
  }

  async remove(path: string): Promise<FileMoved> {
    return movedOf(await this.#run(removeCommand(path)))
  }

  /** The command ran twice, or its parts are gone: what is there says whether it was written. */
  async #afterLost(path: string, bytes: Uint8Array, result: ExecResult): Promise<FileWritten> {
    const read = await this.read(path)
    const isWritten = read.state === 'file' && isSame(read.bytes, bytes)
    return isWritten ? { state: 'saved', version: read.version } : failed(result)
  }

  async #readOnce(path: string): Promise<FileRead | 'changed'> {
    let bytes = new Uint8Array()
    let version: string | undefined
    for (;;) {
      const result = await this.#run(readCommand(path, bytes.length))
      const [head = '', body = ''] = result.stdout.split('\n')
      const [state, size = '0', found = ''] = head.split(' ')
      if (result.status !== 0 || state === undefined) return failed(result)
      if (state === 'large') return { state, size: Number(size) }
      if (state !== 'file') return otherState(state, result)
      version ??= found
      const part = fromBase64(body)
      const isShort = part.length === 0 && bytes.length < Number(size)
      if (version !== found || isShort) return 'changed'
      const all = new Uint8Array(bytes.length + part.length)
      all.set(bytes)
      all.set(part, bytes.length)
      bytes = all
      if (bytes.length >= Number(size)) return { state, bytes, version }
    }
  }

  #run(command: string, input?: string): Promise<ExecResult> {
    const milliseconds = FILE_MILLISECONDS
    return this.#exec(command, { milliseconds, ...(input !== undefined && { input }) })
  }
}

function partOf(bytes: Uint8Array, part: number): string {
  return toBase64(bytes.subarray(part * WRITE_BYTES, (part + 1) * WRITE_BYTES))
}

function newName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}

function otherState(state: string, result: ExecResult): FileRead {
  switch (state) {
    case 'absent':
    case 'directory':
    case 'special':
    case 'unreadable':
      return { state }
    default:
      return failed(result)
  }
}

function movedOf(result: ExecResult): FileMoved {
  const state = result.stdout.trim()
  return state === 'done' || state === 'taken' ? { state } : failed(result)
}

function failed({ timedOut, stderr }: ExecResult): FileFailure {
  if (timedOut) return { state: 'late' }
  const line = stderr.trim().split('\n').at(-1) ?? ''
  return { state: 'failed', reason: line.split(': ').at(-1) ?? '' }
}

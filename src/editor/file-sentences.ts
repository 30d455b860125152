import type { PathProblem } from '../../lesson/home-path.ts'
import type { FileFailure, FileRead, FileWritten } from '../../protocol/sandbox-files.ts'
import { phrase } from '../../words/phrase.ts'

/** Why a file is not shown. @param path as readers know it, such as `~/web/Dockerfile`. */
export function readSentence(path: string, read: Exclude<FileRead, { state: 'file' }>): string {
  switch (read.state) {
    case 'large':
      return phrase('editor.large', { path, size: (read.size / 1_000_000).toFixed(1) })
    case 'directory':
      return phrase('editor.folder', { path })
    case 'special':
      return phrase('editor.special', { path })
    case 'unreadable':
      return phrase('editor.unreadable', { path })
    case 'restless':
      return phrase('editor.restless', { path })
    case 'absent':
      return phrase('editor.absent', { path })
    case 'late':
    case 'failed':
      return notDone(read)
  }
}

/** Why a file was not saved. */
export function writeSentence(
  path: string,
  written: Exclude<FileWritten, { state: 'saved' | 'changed' }>,
): string {
  switch (written.state) {
    case 'large':
      return notSaved(phrase('editor.too-large'))
    case 'directory':
      return notSaved(phrase('editor.folder', { path }))
    case 'special':
      return notSaved(phrase('editor.special', { path }))
    case 'late':
    case 'failed':
      return notSaved(failureSentence(written))
  }
}

/** @param reason a sentence. */
export function notSaved(reason: string): string {
  return phrase('editor.not-saved', { reason })
}

export function notDone(failure: FileFailure): string {
  return phrase('editor.not-done', { reason: failureSentence(failure) })
}

/** Why what was written is no path of a file. */
export function pathSentence(problem: PathProblem): string {
  switch (problem) {
    case 'empty':
      return phrase('editor.path-empty')
    case 'outside':
      return phrase('editor.path-outside')
    case 'folder':
      return phrase('editor.path-folder')
    case 'climbs':
      return phrase('editor.path-climbs')
    case 'long':
      return phrase('editor.path-long')
    case 'control':
      return phrase('editor.path-control')
  }
}

/** Programs of the sandbox speak English. */
export function failureSentence(failure: FileFailure): string {
  if (failure.state === 'late') return phrase('editor.too-late')
  return failure.reason === '' ? phrase('editor.interrupted') : `${failure.reason}.`
}

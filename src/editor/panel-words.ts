import type { FileRead, FileWritten } from '../../protocol/sandbox-files.ts'

/** What the editor says. A path is as readers know it, such as `~/web/Dockerfile`. */
export const PANEL_WORDS = {
  editor: 'Editor',
  files: 'Files',
  filesTitle: 'Files in your sandbox',
  newFile: 'New file',
  rename: 'Rename',
  remove: 'Delete',
  save: 'Save',
  saveKeys: 'Ctrl+S',
  close: 'Close',
  cancel: 'Cancel',
  pathLabel: 'Path of the file',
  create: 'Create',
  home: 'Home directory',
  notSaved: 'not saved',
  noFiles: 'There are no files in your home directory yet.',
  more: 'There are more files than these. Open one by its path with “New file”.',
  leave: 'Escape, then Tab leaves the text. Ctrl+S saves.',
  loading: 'Loading',
  saving: 'Saving',
  saved: 'Saved.',
  unsaved: 'Not saved yet.',
  created: 'A new file. Save writes it into your sandbox.',
  suggested: 'This file is not in your sandbox yet. Save writes it there.',
  kept: 'This is your text from before, which is not saved yet.',
  reloaded: 'Loaded again, because the file changed in your sandbox.',
  lost: 'The connection is lost. Your text is kept here until it is back.',
  overwrite: 'Overwrite',
  loadOther: 'Load the changed file',
  undone: 'Loaded the changed file. Undo (Ctrl+Z) brings your text back.',
  removed: 'Deleted.',
  text: (path: string) => `Text of ${path}`,
  changed: (path: string) =>
    `${path} changed in your sandbox after you opened it. Your text is not saved.`,
  taken: (path: string) => `There is a file ${path} already.`,
  wrongPath: (path: string, reason: string) => `“${path}” ${reason}`,
  failed: (reason: string) => `Not saved: ${withStop(reason)} Your text stays here.`,
  notDone: (reason: string) => `That did not work: ${withStop(reason)}`,
  gone: (sentence: string) => `${sentence} Your text stays here, and Save writes it again.`,
  removeTitle: (path: string) => `Delete ${path}?`,
  removeText: 'The file is deleted from your sandbox. This cannot be undone.',
  keep: 'Keep it',
  overwriteTitle: (path: string) => `Overwrite ${path}?`,
  overwriteText: 'Your sandbox has a file of that name with another text, which would be lost.',
  keptOther: 'Not saved: the file in your sandbox stays as it is.',
} as const

/** Why a file is not shown. */
export function readSentence(path: string, read: Exclude<FileRead, { state: 'file' }>): string {
  switch (read.state) {
    case 'large':
      return `${path} has ${megabytes(read.size)} MB. The editor opens files of up to 1 MB.`
    case 'directory':
      return `${path} is a folder.`
    case 'special':
      return `${path} is not a file with text in it.`
    case 'unreadable':
      return `You may not read ${path}.`
    case 'restless':
      return `${path} changes all the time, so it cannot be opened. Try again when it is quiet.`
    case 'absent':
      return `There is no file ${path} any more.`
    case 'failed':
      return `${path} could not be read: ${withStop(read.reason)}`
  }
}

export function binarySentence(path: string): string {
  return `${path} is not text, so the editor does not open it.`
}

/** Why a file was not saved. */
export function writeSentence(
  path: string,
  written: Exclude<FileWritten, { state: 'saved' | 'changed' }>,
): string {
  switch (written.state) {
    case 'large':
      return PANEL_WORDS.failed('it is larger than 1 MB')
    case 'directory':
      return PANEL_WORDS.failed(`${path} is a folder`)
    case 'special':
      return PANEL_WORDS.failed(`${path} is not a file with text in it`)
    case 'failed':
      return PANEL_WORDS.failed(written.reason)
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

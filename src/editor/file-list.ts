import { shownPath } from '../../lesson/home-path.ts'
import type { ListedFile } from '../../protocol/sandbox-files.ts'
import { phrase } from '../../words/phrase.ts'

/** Files of one folder. */
export interface FolderGroup {
  /** From the home directory; empty for itself. */
  readonly folder: string
  readonly files: readonly ListedFile[]
}

/** @returns folders and their files by name, the home directory first. */
export function groupFiles(files: readonly ListedFile[]): readonly FolderGroup[] {
  const groups = new Map<string, ListedFile[]>()
  for (const file of files.toSorted((one, other) => compare(one.path, other.path))) {
    const folder = file.path.includes('/') ? file.path.slice(0, file.path.lastIndexOf('/')) : ''
    groups.set(folder, [...(groups.get(folder) ?? []), file])
  }
  return [...groups]
    .map(([folder, files]) => ({ folder, files }))
    .sort((one, other) => compare(one.folder, other.folder))
}

/** The list of files, each of which is a button. */
export function fileList(
  files: readonly ListedFile[],
  unsaved: ReadonlySet<string>,
  open: (path: string) => void,
): HTMLElement {
  const list = document.createElement('div')
  list.className = 'editor-files'
  for (const { folder, files: own } of groupFiles(files)) {
    const heading = document.createElement('h3')
    heading.textContent = folder === '' ? phrase('editor.home') : shownPath(folder)
    const items = document.createElement('ul')
    items.append(...own.map((file) => item(file, unsaved.has(file.path), () => open(file.path))))
    list.append(heading, items)
  }
  return list
}

function item({ path, bytes }: ListedFile, isUnsaved: boolean, open: () => void): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.dataset['path'] = path
  const name = document.createElement('span')
  name.textContent = path.slice(path.lastIndexOf('/') + 1)
  const note = document.createElement('span')
  note.className = 'editor-note'
  note.textContent = isUnsaved ? phrase('editor.unsaved-mark') : sizeWords(bytes)
  button.append(name, ' ', note)
  button.addEventListener('click', open)
  const row = document.createElement('li')
  row.append(button)
  return row
}

/** In powers of 1000, as Docker counts. */
function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** By code point, as `ls` does in the sandbox. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

import { download, fileNameOf } from '../page/download.ts'
import { keptCommands } from '../page/kept-commands-store.ts'
import { currentProgress } from '../progress/progress-store.ts'
import { atBase } from '../site/at-base.ts'
import type { SummaryChapter } from './course-parts.ts'
import { transcriptOf } from './transcript.ts'

const ADDRESS = atBase('/summary.json')

/** @throws where the server cannot be reached. */
export async function loadChapters(): Promise<readonly SummaryChapter[]> {
  const response = await fetch(ADDRESS)
  if (!response.ok) throw new Error(`${ADDRESS}: ${response.status}`)
  return (await response.json()) as readonly SummaryChapter[]
}

/** @param title of the course. @returns what this browser has kept of what the reader did. */
export function ownTranscript(title: string, chapters: readonly SummaryChapter[]): string {
  const { finished } = currentProgress()
  return transcriptOf({ title, chapters, finished, commands: keptCommands(), formatTime })
}

export function downloadTranscript(title: string, chapters: readonly SummaryChapter[]): void {
  const content = new Blob([ownTranscript(title, chapters)], { type: 'text/markdown' })
  download(`${fileNameOf(title)}-transcript.md`, content)
}

function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString(document.documentElement.lang, {
    dateStyle: 'long',
    timeStyle: 'short',
  })
}

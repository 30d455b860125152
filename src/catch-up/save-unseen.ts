import type { PlayableFile } from '../../lesson/playable.ts'
import { LiveError } from '../../protocol/client.ts'
import { phrase } from '../../words/phrase.ts'
import { ranEvent } from '../page/ran-event.ts'
import { sandboxFiles } from '../page/sandbox-files.ts'
import { rememberRun } from '../page/sandbox-memory-store.ts'
import { courseBlocks } from './course-blocks.ts'
import { writeCourseFile } from './write-course-file.ts'

/**
 * Writes a file of the course into the reader's sandbox. What the reader has there under its name stays.
 * @returns undefined, or in words what went wrong.
 */
export async function saveUnseen(file: PlayableFile): Promise<string | undefined> {
  try {
    const written = await writeCourseFile(file, { files: sandboxFiles, steps: courseBlocks })
    switch (written.state) {
      case 'saved':
        rememberRun(file.name)
        document
          .querySelector(`saved-file[data-file="${CSS.escape(file.name)}"]`)
          ?.dispatchEvent(ranEvent(file.name, 0))
        return undefined
      case 'late':
        return phrase('catch-up.too-long')
      case 'failed':
        return written.reason
      default:
        return phrase('catch-up.file-taken')
    }
  } catch (error) {
    if (!(error instanceof LiveError)) throw error
    return error.message.replace(/\.$/, '')
  }
}

import type { PlayableFile } from '../../lesson/playable.ts'
import { LiveError } from '../../protocol/client.ts'
import { ranEvent } from '../page/ran-event.ts'
import { sandboxFiles } from '../page/sandbox-files.ts'
import { rememberRun } from '../page/sandbox-memory-store.ts'

/**
 * Writes a file of the course into the reader's sandbox. What the reader has there under its name stays.
 * @returns undefined, or in words what went wrong.
 */
export async function saveUnseen({ name, path, text }: PlayableFile): Promise<string | undefined> {
  try {
    const bytes = new TextEncoder().encode(text)
    const written = await sandboxFiles.write(path, bytes, undefined)
    switch (written.state) {
      case 'saved':
        rememberRun(name)
        document
          .querySelector(`saved-file[data-file="${CSS.escape(name)}"]`)
          ?.dispatchEvent(ranEvent(name, 0))
        return undefined
      case 'failed':
        return written.reason
      default:
        return 'your sandbox has something else of that name. Save it from its place in the text'
    }
  } catch (error) {
    if (!(error instanceof LiveError)) throw error
    return error.message.replace(/\.$/, '')
  }
}

import { shownPath } from '../../lesson/home-path.ts'
import { LiveError } from '../../protocol/client.ts'
import { phrase } from '../../words/phrase.ts'
import { courseBlocks } from '../catch-up/course-blocks.ts'
import { writeCourseFile } from '../catch-up/write-course-file.ts'
import { confirm } from '../dialog/confirm.ts'
import { ranEvent } from '../page/ran-event.ts'
import { sandboxFiles } from '../page/sandbox-files.ts'
import { rememberRun } from '../page/sandbox-memory-store.ts'
import { whileWaiting } from '../page/while-waiting.ts'
import { writeSentence } from './file-sentences.ts'
import { bytesOf } from './file-text.ts'

/** Does what a button of a saved file says, or a file link. @throws where the editor is not loaded. */
export async function act(pressed: HTMLElement): Promise<void> {
  const place = pressed.closest<HTMLElement>('saved-file')
  const { edit } = pressed.dataset
  if (edit === undefined) {
    if (place && pressed.ariaDisabled !== 'true') await save(place, pressed)
    return
  }
  const { editor } = await import('./editor.ts')
  await editor.open(edit, place?.dataset['text'])
}

/** Writes the file into the sandbox, and asks before something else is overwritten. */
async function save(place: HTMLElement, button: HTMLElement): Promise<void> {
  const { file = '', path = '', text = '' } = place.dataset
  const status = place.querySelector('[role=status]')
  const say = (words: string) => {
    if (status) status.textContent = words
  }
  // Not `disabled`, which would take the focus away from whoever pressed it.
  button.ariaDisabled = 'true'
  say(phrase('editor.saving'))
  try {
    const sentence = await whileWaiting(say, () => writeAsked(path, text))
    say(sentence ?? phrase('editor.saved'))
    if (sentence !== undefined) return
    rememberRun(file)
    place.dispatchEvent(ranEvent(file, 0))
  } catch (error) {
    if (!(error instanceof LiveError)) throw error
    say(error.message)
  } finally {
    button.ariaDisabled = 'false'
  }
}

/** @returns undefined once it is saved, or else why it is not. */
async function writeAsked(path: string, text: string): Promise<string | undefined> {
  const shown = shownPath(path)
  let written = await writeCourseFile({ path, text }, { files: sandboxFiles, steps: courseBlocks })
  for (;;) {
    if (written.state === 'saved') return undefined
    if (written.state !== 'changed') return writeSentence(shown, written)
    const goes = await confirm({
      title: phrase('editor.overwrite-title', { path: shown }),
      text: phrase('editor.overwrite-text'),
      keep: phrase('editor.keep'),
      go: phrase('editor.overwrite'),
    })
    if (!goes) return phrase('editor.kept-other')
    written = await sandboxFiles.write(path, bytesOf(text), written.version)
  }
}

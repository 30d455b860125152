import { shownPath } from '../../lesson/home-path.ts'
import { LiveError } from '../../protocol/client.ts'
import type { FileWritten } from '../../protocol/sandbox-files.ts'
import { phrase } from '../../words/phrase.ts'
import { whileWaiting } from '../page/while-waiting.ts'
import { CodeView } from './code-view.ts'
import type { Opened } from './edited-file.ts'
import type { EditorPanel } from './editor-panel.ts'
import { notSaved, writeSentence } from './file-sentences.ts'

/** Time after a key until the text is kept in the tab, in milliseconds: a large one takes a while. */
const KEEP_MILLISECONDS = 300

const OPENED_WORDS = {
  file: '',
  draft: phrase('editor.kept'),
  new: phrase('editor.created'),
} as const

/** One file that is open in the panel: its text, and what becomes of it. */
export class TextSession {
  readonly path: string
  readonly #panel: EditorPanel
  readonly #file: Extract<Opened, { state: 'text' }>['file']
  readonly #view: CodeView
  #timer: ReturnType<typeof setTimeout> | undefined
  #isSaving = false

  constructor(panel: EditorPanel, { file, text, from }: Extract<Opened, { state: 'text' }>) {
    this.path = file.path
    this.#panel = panel
    this.#file = file
    const shown = shownPath(file.path)
    this.#view = new CodeView({
      text,
      path: file.path,
      lineBreak: file.lineBreak,
      label: phrase('editor.text', { path: shown }),
      describedBy: panel.hint.id,
      onChange: () => this.#changed(),
    })
    panel.show('text', shown, this.#view.element)
    panel.say(from === 'new' && text !== '' ? phrase('editor.suggested') : OPENED_WORDS[from])
    this.#view.focus()
  }

  focus(): void {
    this.#view.focus()
  }

  /** Keeps the text where it is not saved, and takes it out of the panel. */
  close(): void {
    this.keep()
    this.#view.close()
  }

  /** Keeps in the tab what is not saved. */
  keep(): void {
    clearTimeout(this.#timer)
    this.#file.keep(this.#view.text)
  }

  async save(): Promise<void> {
    await this.#write((text) => this.#file.save(text))
  }

  /** Looks whether the shell has changed the file; a text that is not saved stays as it is. */
  async refresh(): Promise<void> {
    if (this.#isSaving || this.#file.isUnsaved(this.#view.text)) return
    const before = this.#view.text
    try {
      const other = await this.#file.reread()
      // The reader may have typed meanwhile: then saving says what has happened.
      if (other === undefined || this.#view.text !== before) return
      this.#view.replace(other)
      this.#panel.say(phrase('editor.reloaded'))
    } catch (error) {
      // What cannot be found out now is found out when the text is saved.
      if (!(error instanceof LiveError)) throw error
    }
  }

  async #write(write: (text: string) => Promise<FileWritten>): Promise<void> {
    if (this.#isSaving) return
    this.#isSaving = true
    const { text } = this.#view
    this.#panel.ask([])
    this.#panel.say(phrase('editor.saving'))
    try {
      const written = await whileWaiting(
        (words) => this.#panel.say(words),
        () => write(text),
      )
      this.#written(written)
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
      this.#panel.say(notSaved(error.message))
    } finally {
      this.#isSaving = false
      this.keep()
    }
  }

  #written(written: FileWritten): void {
    const shown = shownPath(this.path)
    if (written.state === 'saved') {
      const isLatest = !this.#file.isUnsaved(this.#view.text)
      this.#panel.say(isLatest ? phrase('editor.saved') : phrase('editor.unsaved'))
      return
    }
    if (written.state !== 'changed') {
      this.#panel.say(writeSentence(shown, written))
      return
    }
    this.#panel.say(phrase('editor.changed', { path: shown }))
    this.#panel.ask([
      {
        label: phrase('editor.overwrite'),
        choose: () => {
          this.#view.focus()
          void this.#write((text) => this.#file.overwrite(text))
        },
      },
      { label: phrase('editor.load-other'), choose: () => void this.#loadOther() },
    ])
  }

  async #loadOther(): Promise<void> {
    this.#panel.ask([])
    this.#view.focus()
    try {
      const other = await this.#file.reread()
      if (other === undefined) return this.#panel.say(phrase('editor.unsaved'))
      this.#view.replace(other)
      this.#panel.say(phrase('editor.undone'))
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
      this.#panel.say(notSaved(error.message))
    }
  }

  #changed(): void {
    if (!this.#isSaving) this.#panel.say(phrase('editor.unsaved'))
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.keep(), KEEP_MILLISECONDS)
  }
}

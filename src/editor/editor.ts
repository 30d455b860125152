import { shownPath } from '../../lesson/home-path.ts'
import { LiveError } from '../../protocol/client.ts'
import { phrase } from '../../words/phrase.ts'
import { confirm } from '../dialog/confirm.ts'
import { page, watchPage } from '../page/page-client.ts'
import { sandboxFiles } from '../page/sandbox-files.ts'
import { endSentence } from '../page/sandbox-sentences.ts'
import { whileWaiting } from '../page/while-waiting.ts'
import { tabStorage } from '../storage/browser-storage.ts'
import { Drafts } from './drafts.ts'
import { EditedFile } from './edited-file.ts'
import { EditorPanel, type PanelAction } from './editor-panel.ts'
import { fileList } from './file-list.ts'
import { notDone, readSentence } from './file-sentences.ts'
import { pathForm } from './path-form.ts'
import { TextSession } from './text-session.ts'

/** The one editor of a page: the files of the reader's home directory, one of them open. */
class Editor {
  readonly #panel = new EditorPanel((action) => void this.#act(action))
  readonly #drafts = new Drafts(tabStorage)
  #session: TextSession | undefined
  /** What the reader asked for last: an answer to anything before is late. */
  #turn = 0
  #isLost = false
  /** What had the focus before the editor did. */
  #before: Element | null = null

  constructor() {
    for (const event of ['pagehide', 'visibilitychange']) {
      addEventListener(event, () => this.#session?.keep(), { capture: true })
    }
    // A command may have changed the file.
    document.addEventListener('blitz:ran', () => this.#refresh())
    this.#panel.element.addEventListener('focusin', ({ relatedTarget }) => {
      const isBack = !this.#panel.element.contains(relatedTarget as Node | null)
      if (isBack) this.#refresh()
    })
    watchPage({
      connection: (status) => {
        if (this.#session && status === 'reconnecting') this.#panel.say(phrase('editor.lost'))
        if (this.#session && status === 'connected' && this.#isLost) this.#panel.say('')
        this.#isLost = status === 'reconnecting'
      },
      sandbox: (status) => {
        if (this.#session && status.state === 'gone') {
          this.#panel.say(phrase('editor.gone', { sentence: endSentence(status) }))
        }
      },
    })
  }

  /** Shows the files of the home directory. */
  async openList(): Promise<void> {
    const turn = this.#begin()
    const unsaved = this.#drafts.paths()
    const listed = await this.#try(turn, () => sandboxFiles.list())
    if (listed === undefined) return
    const there = new Set(listed.files.map(({ path }) => path))
    const lost = unsaved.filter((path) => !there.has(path)).map((path) => ({ path, bytes: 0 }))
    const files = [...listed.files, ...lost]
    const list = fileList(files, new Set(unsaved), (path) => void this.open(path))
    this.#panel.show('files', phrase('editor.files-title'), list)
    this.#panel.say(
      files.length === 0
        ? phrase('editor.no-files')
        : listed.more
          ? phrase('editor.more-files')
          : '',
    )
    list.querySelector('button')?.focus()
  }

  /** @param suggested text of a file that is not there yet. */
  async open(path: string, suggested?: string): Promise<void> {
    if (this.#session?.path === path && this.#panel.isOpen) return this.#session.focus()
    const turn = this.#begin()
    const care = { store: sandboxFiles, drafts: this.#drafts }
    const opened = await this.#try(turn, () => EditedFile.open(path, care, suggested))
    if (opened === undefined) return
    if (opened.state === 'text') {
      this.#session = new TextSession(this.#panel, opened)
      return
    }
    const shown = shownPath(path)
    const isBinary = opened.state === 'binary'
    this.#panel.say(
      isBinary ? phrase('editor.binary', { path: shown }) : readSentence(shown, opened),
    )
  }

  close(): void {
    this.#leaveText()
    this.#turn += 1
    this.#panel.close()
    if (this.#before instanceof HTMLElement) this.#before.focus()
  }

  /** Only in a sandbox that is there: nobody wants a new one for a look at a file. */
  #refresh(): void {
    if (page.sandbox.state === 'ready') void this.#session?.refresh()
  }

  #begin(): number {
    if (!this.#panel.isOpen) this.#before = document.activeElement
    this.#leaveText()
    this.#panel.open()
    this.#panel.show('files', phrase('editor.files-title'), document.createElement('div'))
    this.#panel.say(phrase('editor.loading'))
    this.#panel.element.focus()
    this.#turn += 1
    return this.#turn
  }

  #leaveText(): void {
    this.#session?.close()
    this.#session = undefined
  }

  /** @returns undefined where it failed, which is said, or the reader wants something else by now. */
  async #try<Result>(turn: number, work: () => Promise<Result>): Promise<Result | undefined> {
    const say = (words: string) => {
      if (turn === this.#turn) this.#panel.say(words)
    }
    try {
      const result = await whileWaiting(say, work)
      if (turn !== this.#turn) return undefined
      say('')
      return result
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
      say(error.message)
      return undefined
    }
  }

  async #act(action: PanelAction): Promise<void> {
    switch (action) {
      case 'files':
        await this.openList()
        break
      case 'newFile':
        this.#askNew()
        break
      case 'rename':
        this.#askName()
        break
      case 'remove':
        await this.#remove()
        break
      case 'save':
        await this.#session?.save()
        break
      case 'close':
        this.close()
    }
  }

  #askNew(): void {
    this.#leaveText()
    this.#turn += 1
    const form = pathForm({
      value: '~/',
      label: phrase('editor.create'),
      onPath: (path) => void this.open(path),
      onCancel: () => void this.openList(),
      onWrong: (sentence) => this.#panel.say(sentence),
    })
    this.#panel.show('files', phrase('editor.new-file'), form)
    this.#panel.say('')
  }

  #askName(): void {
    const path = this.#session?.path
    if (path === undefined) return
    this.#leaveText()
    this.#turn += 1
    const form = pathForm({
      value: shownPath(path),
      label: phrase('editor.rename'),
      onPath: (next) => void this.#rename(path, next),
      onCancel: () => void this.open(path),
      onWrong: (sentence) => this.#panel.say(sentence),
    })
    this.#panel.show('files', shownPath(path), form)
    this.#panel.say('')
  }

  async #rename(path: string, next: string): Promise<void> {
    if (next === path) return this.open(path)
    const moved = await this.#try(this.#turn, () => sandboxFiles.rename(path, next))
    if (moved === undefined) return
    if (moved.state === 'taken') {
      return this.#panel.say(phrase('editor.taken', { path: shownPath(next) }))
    }
    if (moved.state !== 'done') return this.#panel.say(notDone(moved))
    this.#drafts.set(next, this.#drafts.get(path))
    this.#drafts.set(path, undefined)
    await this.open(next)
  }

  async #remove(): Promise<void> {
    const path = this.#session?.path
    if (path === undefined) return
    const shown = shownPath(path)
    const goes = await confirm({
      title: phrase('editor.remove-title', { path: shown }),
      text: phrase('editor.remove-text'),
      keep: phrase('editor.keep'),
      go: phrase('editor.remove'),
    })
    if (!goes) return this.#session?.focus()
    this.#leaveText()
    this.#drafts.set(path, undefined)
    const removed = await this.#try(this.#turn, () => sandboxFiles.remove(path))
    if (removed?.state === 'late' || removed?.state === 'failed') {
      return this.#panel.say(notDone(removed))
    }
    await this.openList()
    this.#panel.say(phrase('editor.removed'))
  }
}

export const editor = new Editor()

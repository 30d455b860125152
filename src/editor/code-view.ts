import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  isolateHistory,
} from '@codemirror/commands'
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import { indentOf, languageNameOf } from './language-name.ts'
import { loadLanguage } from './languages.ts'

export interface CodeViewOptions {
  readonly text: string
  readonly path: string
  readonly lineBreak: string
  /** Its name for a screen reader. */
  readonly label: string
  /** Id of the element that says how to leave it by keyboard. */
  readonly describedBy: string
  readonly onChange: () => void
}

/** The text of one file, with line numbers and colours. */
export class CodeView {
  readonly element: HTMLElement
  readonly #view: EditorView

  constructor({ text, path, lineBreak, label, describedBy, onChange }: CodeViewOptions) {
    const language = new Compartment()
    this.#view = new EditorView({
      doc: text,
      extensions: [
        // Before the text is cut into lines: what it is put together with again.
        EditorState.lineSeparator.of(lineBreak),
        lineNumbers(),
        history(),
        highlightSpecialChars(),
        indentOnInput(),
        bracketMatching(),
        indentUnit.of(indentOf(path)),
        syntaxHighlighting(classHighlighter),
        // Escape, then Tab leaves the text: CodeMirror lets that Tab through.
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        language.of([]),
        EditorView.contentAttributes.of({
          'aria-label': label,
          'aria-describedby': describedBy,
          autocapitalize: 'off',
          spellcheck: 'false',
          translate: 'no',
        }),
        EditorView.updateListener.of(({ docChanged }) => {
          if (docChanged) onChange()
        }),
      ],
    })
    this.element = this.#view.dom
    const name = languageNameOf(path)
    if (name === undefined) return
    loadLanguage(name).then(
      (loaded) => this.#view.dispatch({ effects: language.reconfigure(loaded) }),
      // Without its colours it is text all the same.
      () => {},
    )
  }

  /** As it is saved. */
  get text(): string {
    return this.#view.state.sliceDoc()
  }

  /** Puts another text in the place of this one; Undo brings it back. */
  replace(text: string): void {
    const { state } = this.#view
    const insert = state.toText(text)
    this.#view.dispatch({
      changes: { from: 0, to: state.doc.length, insert },
      // A step of its own: Undo brings back all that was typed, and no less.
      annotations: isolateHistory.of('full'),
    })
  }

  focus(): void {
    this.#view.focus()
  }

  close(): void {
    this.#view.destroy()
  }
}

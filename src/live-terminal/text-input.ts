import type { Terminal } from '@xterm/xterm'
import { isCharacter, type PressedKey } from './terminal-keys.ts'
import { editAtEnd, insertedText } from './text-edit.ts'

const BACKSPACE = '\x7f'

/**
 * Types what comes into the terminal's text field by other ways than keys: input methods, dictation,
 * an emoji picker, a touch keyboard with its corrections. xterm loses some of it, and doubles some,
 * since it guesses by keys and timers. Here the text field's content before and after a change says
 * what was typed; nothing is sent twice, however many events a browser makes of a change.
 */
export class TextInput {
  readonly #terminal: Terminal
  readonly #type: (data: string) => void
  readonly #field: HTMLTextAreaElement
  readonly #view: HTMLElement
  /** What the field had in it before the change that goes on. */
  #before = ''
  /** What of the field's content the program was sent; undefined where the two differ. */
  #sent: string | undefined = ''
  /** What the key that is pressed has sent: the `input` event that follows it sends nothing more. */
  #keySent: string | undefined
  #isComposing = false

  /**
   * @param terminal one that is open.
   * @param type sends what was typed.
   */
  constructor(terminal: Terminal, type: (data: string) => void) {
    this.#terminal = terminal
    this.#type = type
    this.#field = terminal.textarea as HTMLTextAreaElement
    const element = terminal.element as HTMLElement
    this.#view = element.querySelector('.composition-view') as HTMLElement
    const listen = <Type extends keyof HTMLElementEventMap>(
      type: Type,
      act: (event: HTMLElementEventMap[Type]) => void,
    ) => {
      const take = (event: HTMLElementEventMap[Type]) => {
        if (event.target !== this.#field) return
        // Before it reaches the field, where xterm listens.
        event.stopPropagation()
        act(event)
      }
      element.addEventListener(type, take, { capture: true })
    }
    listen('compositionstart', () => this.#start())
    listen('compositionupdate', ({ data }) => this.#show(data))
    listen('compositionend', () => this.#end())
    listen('beforeinput', (event) => this.#changing(event))
    listen('input', (event) => this.#changed(event as InputEvent))
    terminal.onKey(({ key, domEvent }) => this.#key(key, domEvent))
  }

  /** Call it for each key that is pressed or let go, before xterm deals with it. */
  keyMoved(event: PressedKey): void {
    this.#keySent = undefined
    const isModifier = ['Shift', 'Control', 'Alt', 'Meta', 'CapsLock'].includes(event.key)
    // Enter may come before its input method has ended: the text goes first.
    if (this.#isComposing && event.keyCode !== 229 && !isModifier) this.#send()
  }

  #key(sent: string, event: KeyboardEvent): void {
    this.#keySent = sent
    if (this.#isComposing) return
    const isMirrored = this.#terminal.options.screenReaderMode === true
    // A correction of what was typed before this key would be made at the wrong place.
    if (!isMirrored) this.#clear()
    else if (!isCharacter(event) && event.key !== 'Backspace') this.#sent = undefined
  }

  #start(): void {
    this.#isComposing = true
    this.#noteBefore()
    this.#show('')
  }

  #noteBefore(): void {
    this.#before = this.#field.value
    if (this.#before === '') this.#sent = ''
    else if (this.#sent !== this.#before) this.#sent = undefined
  }

  #show(text: string): void {
    const { left, top, height } = this.#field.style
    Object.assign(this.#view.style, { left, top, height, lineHeight: height })
    this.#view.textContent = text
    this.#view.classList.toggle('active', this.#isComposing)
  }

  #end(): void {
    this.#isComposing = false
    this.#show('')
    this.#send()
  }

  #changing(event: InputEvent): void {
    if (this.#isComposing || event.isComposing) return
    // Undo would type the opposite of what a program made of it.
    if (event.inputType.startsWith('history')) event.preventDefault()
    this.#noteBefore()
    const isBackspace = event.inputType === 'deleteContentBackward' && this.#keySent === undefined
    // There is nothing to delete in the field, and no `input` event will come.
    if (isBackspace && this.#sent === '') this.#type(BACKSPACE)
  }

  #changed(event: InputEvent): void {
    if (this.#isComposing) return
    const isOfKey = event.inputType.startsWith('insert')
      ? event.data === this.#keySent
      : this.#keySent !== undefined
    if (!isOfKey) {
      this.#send()
      return
    }
    this.#keySent = undefined
    if (this.#sent !== undefined) this.#sent = this.#field.value
    this.#before = this.#field.value
  }

  #send(): void {
    const after = this.#field.value
    const { erased, inserted } =
      this.#sent === undefined
        ? { erased: 0, inserted: insertedText(this.#before, after) }
        : editAtEnd(this.#before, after)
    this.#before = after
    if (this.#sent !== undefined) this.#sent = after
    else if (!this.#isComposing) this.#clear()
    const data = BACKSPACE.repeat(erased) + inserted.replaceAll('\n', '\r')
    if (data === '') return
    this.#type(data)
    // The line is over, and nothing in it is corrected any more.
    if (data.endsWith('\r') && !this.#isComposing) this.#clear()
  }

  #clear(): void {
    this.#field.value = ''
    this.#before = ''
    this.#sent = ''
  }
}

import type { ISearchOptions, SearchAddon } from '@xterm/addon-search'
import type { Terminal } from '@xterm/xterm'
import { phrase } from '../../words/phrase.ts'

/** Matches that are counted and marked, at most. */
const MOST_MATCHES = 1000

const MATCH_COLOURS = {
  matchBackground: '#4a4320',
  matchOverviewRuler: '#ffd23f',
  activeMatchBackground: '#8a6d00',
  activeMatchBorder: '#ffd23f',
  activeMatchColorOverviewRuler: '#ffffff',
} as const

/**
 * Finds text in what a terminal shows and has kept. The field is there at once, so that no key goes
 * to the shell instead; what searches is loaded meanwhile.
 */
export class SearchBar {
  readonly #terminal: Terminal
  #addon: SearchAddon | undefined
  readonly #bar = document.createElement('div')
  readonly #field = document.createElement('input')
  readonly #count = document.createElement('span')
  readonly #case: HTMLButtonElement

  /** @param body the block's: the bar comes over the terminal in it. */
  constructor(body: HTMLElement, terminal: Terminal) {
    this.#terminal = terminal
    this.#bar.className = 'terminal-search'
    this.#bar.role = 'search'
    this.#bar.ariaLabel = phrase('find.label')
    this.#field.type = 'text'
    this.#field.ariaLabel = phrase('find.field')
    this.#field.placeholder = phrase('find.placeholder')
    this.#field.autocomplete = 'off'
    this.#field.spellcheck = false
    this.#count.className = 'terminal-search-count'
    this.#count.ariaLive = 'polite'
    this.#case = button('Aa', phrase('find.match-case'), () => {
      this.#case.ariaPressed = String(!this.#matchesCase)
      // The addon counts the same text anew only when it has forgotten it.
      this.#addon?.clearDecorations()
      this.#find(true)
    })
    this.#case.ariaPressed = 'false'
    this.#bar.append(
      this.#field,
      this.#count,
      this.#case,
      button('↑', phrase('find.previous'), () => this.#previous()),
      button('↓', phrase('find.next'), () => this.#find()),
      button('×', phrase('find.close'), () => this.#close()),
    )
    this.#field.addEventListener('input', () => this.#find(true))
    this.#bar.addEventListener('keydown', (event) => this.#key(event))
    this.#bar.hidden = true
    body.append(this.#bar)
  }

  open(): void {
    this.#bar.hidden = false
    const selected = this.#terminal.getSelection()
    if (selected !== '' && !selected.includes('\n')) this.#field.value = selected
    this.#field.focus()
    this.#field.select()
    if (this.#addon) this.#find(true)
    else this.#load()
  }

  async #load(): Promise<void> {
    try {
      const { SearchAddon } = await import('@xterm/addon-search')
      if (this.#addon) return
      this.#addon = new SearchAddon({ highlightLimit: MOST_MATCHES })
    } catch {
      this.#count.textContent = phrase('find.not-loaded')
      return
    }
    this.#terminal.loadAddon(this.#addon)
    this.#addon.onDidChangeResults(({ resultIndex, resultCount }) => {
      this.#count.textContent = countWords(this.#field.value, resultIndex, resultCount)
    })
    this.#find(true)
  }

  get #matchesCase(): boolean {
    return this.#case.ariaPressed === 'true'
  }

  get #options(): ISearchOptions {
    return { caseSensitive: this.#matchesCase, decorations: MATCH_COLOURS }
  }

  /** @param isSame the text that is found already may be found again, as more of it is typed. */
  #find(isSame = false): void {
    if (this.#field.value === '') {
      this.#addon?.clearDecorations()
      this.#count.textContent = ''
      return
    }
    this.#addon?.findNext(this.#field.value, { ...this.#options, incremental: isSame })
  }

  #previous(): void {
    if (this.#field.value !== '') this.#addon?.findPrevious(this.#field.value, this.#options)
  }

  #key(event: KeyboardEvent): void {
    const isEnter = event.key === 'Enter' && event.target === this.#field
    if (event.key === 'Escape') this.#close()
    else if (isEnter && event.shiftKey) this.#previous()
    else if (isEnter) this.#find()
    else return
    event.preventDefault()
  }

  #close(): void {
    this.#bar.hidden = true
    this.#addon?.clearDecorations()
    this.#terminal.focus()
  }
}

function countWords(text: string, index: number, count: number): string {
  if (text === '') return ''
  if (count === 0) return phrase('find.none')
  if (count >= MOST_MATCHES) return phrase('find.many', { number: MOST_MATCHES })
  return index < 0
    ? phrase('find.in-all', { number: count })
    : phrase('find.place', { place: index + 1, number: count })
}

function button(label: string, name: string, press: () => void): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = label
  element.ariaLabel = name
  element.title = name
  element.addEventListener('click', press)
  return element
}

import type { Terminal } from '@xterm/xterm'
import { isCharacter, keyMeaning, mustNotReachBrowser } from './terminal-keys.ts'
import type { TextInput } from './text-input.ts'

export interface KeyActions {
  readonly leave: () => void
  readonly copy: () => void
  readonly find: () => void
}

export const IS_MAC = /^(Mac|iPhone|iPad)/.test(navigator.platform)

/** Decides, key by key, whether xterm, the browser or the page acts on it. */
export function handleKeys(terminal: Terminal, text: TextInput, actions: KeyActions): void {
  let isAfterDeadKey = false

  terminal.attachCustomKeyEventHandler((event) => {
    // xterm cuts a character beyond the first 65,536 in two halves: it comes as text instead.
    if (event.type === 'keypress') return event.key.length === 1 || event.key === 'Enter'
    text.keyMoved(event)
    if (event.type !== 'keydown') return true
    if (event.key === 'Dead' || event.key === 'AltGraph') {
      isAfterDeadKey = true
      return false
    }
    const isComposed = isAfterDeadKey && isCharacter(event)
    if (!['Shift', 'Control', 'Alt'].includes(event.key)) isAfterDeadKey = false
    // What the dead key makes of this one arrives as `keypress`.
    if (isComposed) return false
    return pressed(event)
  })

  function pressed(event: KeyboardEvent): boolean {
    const meaning = keyMeaning(event, IS_MAC)
    switch (meaning) {
      case 'program':
        if (terminal.options.screenReaderMode && mustNotReachBrowser(event)) event.preventDefault()
        return true
      case 'browser':
      case 'text':
        return false
      default:
        // Else the browser acts on it, too: it has developer tools and a search of its own.
        event.preventDefault()
        actions[meaning]()
        return false
    }
  }
}

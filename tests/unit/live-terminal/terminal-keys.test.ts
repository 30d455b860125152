import { describe, expect, it } from 'vitest'
import {
  isCharacter,
  keyMeaning,
  mustNotReachBrowser,
  type PressedKey,
} from '../../../src/live-terminal/terminal-keys.ts'

/** @param keys such as `Ctrl+Shift+v`; the last one is the key, and `~` the code that it is on. */
function pressed(keys: string): PressedKey {
  const [chord = '', code = ''] = keys.split('~')
  const parts = chord.split('+')
  const key = parts.at(-1) ?? ''
  return {
    key,
    code,
    keyCode: key === 'Process' ? 229 : 0,
    ctrlKey: parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    metaKey: parts.includes('Meta'),
  }
}

describe('a key in a terminal', () => {
  it.each([
    ['a', 'program', 'program'],
    ['Escape', 'program', 'program'],
    ['Tab', 'program', 'program'],
    ['Shift+Tab', 'program', 'program'],
    ['F1', 'program', 'program'],
    ['F5', 'program', 'program'],
    ['Ctrl+c', 'program', 'program'],
    ['Ctrl+r', 'program', 'program'],
    ['Alt+v', 'program', 'program'],
    ['Insert', 'program', 'program'],
    ['Shift+Escape', 'leave', 'leave'],
    ['Process', 'text', 'text'],
    ['Ctrl+v', 'browser', 'program'],
    ['Ctrl+Shift+V', 'browser', 'program'],
    ['Shift+Insert', 'browser', 'program'],
    ['Ctrl+Insert', 'browser', 'program'],
    ['Ctrl+Shift+C', 'copy', 'program'],
    ['Ctrl+Shift+F', 'find', 'program'],
    ['Meta+v', 'program', 'browser'],
    ['Meta+c', 'program', 'browser'],
    ['Meta+f', 'program', 'find'],
    // A layout of another script has the Latin letters by their places, and Dvorak has not.
    ['Ctrl+м~KeyV', 'browser', 'program'],
    ['Ctrl+Shift+С~KeyC', 'copy', 'program'],
    ['Ctrl+v~Period', 'browser', 'program'],
    ['Ctrl+k~KeyV', 'program', 'program'],
  ])('%s means: %s; on a Mac: %s', (keys, meaning, onMac) => {
    expect(keyMeaning(pressed(keys), false)).toBe(meaning)
    expect(keyMeaning(pressed(keys), true)).toBe(onMac)
  })

  it.each(['F1', 'F12', 'PageUp', 'Home', 'ArrowDown', 'Tab', 'Delete'])(
    '%s never moves the page',
    (key) => expect(mustNotReachBrowser({ key })).toBe(true),
  )

  it.each(['a', 'é', 'Backspace', 'ArrowLeft', 'Shift', 'F'])('%s is heard as it is typed', (key) =>
    expect(mustNotReachBrowser({ key })).toBe(false),
  )

  it.each([
    ['a', true],
    ['😀', true],
    ['Ctrl+a', false],
    ['Enter', false],
  ])('%s types a character: %s', (keys, is) => expect(isCharacter(pressed(keys))).toBe(is))
})

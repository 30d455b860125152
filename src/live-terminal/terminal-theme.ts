import type { ITheme } from '@xterm/xterm'

/** The colours of an xterm theme that the site's stylesheet names, as `--terminal-…`. */
const COLOURS = [
  ...['background', 'foreground', 'cursor'],
  ...['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'],
  ...['brightBlack', 'brightRed', 'brightGreen', 'brightYellow'],
  ...['brightBlue', 'brightMagenta', 'brightCyan', 'brightWhite'],
] as const satisfies readonly (keyof ITheme)[]

/** @returns the theme that the stylesheet gives to `element` now. */
export function terminalTheme(element: Element): ITheme {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(`--terminal-${kebab(name)}`).trim()
  const colours = COLOURS.map((name) => [name, read(name)]).filter(([, value]) => value)
  const selection = read('selection')
  return { ...Object.fromEntries(colours), ...(selection && { selectionBackground: selection }) }
}

/** Calls back when the reader, or the reader's system, changes between light and dark. */
export function onThemeChange(callback: () => void): void {
  new MutationObserver(callback).observe(document.documentElement, {
    attributeFilter: ['data-theme'],
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', callback)
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

import { tabStorage } from '../storage/browser-storage.ts'

/** Remembers, in this tab, that the dock is open, over the pages of the course. */
const KEY = 'blitz-dock-open'

export function isDockOpen(): boolean {
  return tabStorage.get(KEY) === 'yes'
}

/** Also tells the button in the page's head. */
export function setDockOpen(isOpen: boolean): void {
  tabStorage.set(KEY, isOpen ? 'yes' : undefined)
  document.querySelector('#dock-button')?.setAttribute('aria-expanded', String(isOpen))
}

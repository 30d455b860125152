import { adoptStyles } from '../page/adopt-styles.ts'
import styles from './dialog.css?inline'

/** @returns an empty dialog that looks like every other one of the site. */
export function makeDialog(): HTMLDialogElement {
  adoptStyles(styles)
  const dialog = document.createElement('dialog')
  dialog.className = 'terminal-dialog'
  return dialog
}

import { confirm } from '../dialog/confirm.ts'

/** Asks whether the sandbox may be thrown away. @returns false when the reader thinks better. */
export function confirmReset(): Promise<boolean> {
  return confirm({
    title: 'Reset your sandbox?',
    text: 'Its containers, its images and its files are thrown away, and every shell ends. The next Run starts a fresh one.',
    keep: 'Keep it',
    go: 'Reset',
  })
}

import { confirm } from '../dialog/confirm.ts'

/** Asks whether the reader's progress may be cleared. */
export function confirmClear(): Promise<boolean> {
  return confirm({
    title: 'Clear your progress?',
    text: 'This removes the ticks from chapters and tasks. Only this browser keeps them, so they cannot be brought back. Your sandbox stays as it is.',
    keep: 'Keep my progress',
    go: 'Clear my progress',
  })
}

import { confirm } from '../dialog/confirm.ts'

/** Asks whether the reader's progress may be forgotten. */
export function confirmForget(): Promise<boolean> {
  return confirm({
    title: 'Forget your progress?',
    text: 'The ticks at chapters and tasks go. They are kept in this browser only, and cannot be brought back. Your sandbox stays.',
    keep: 'Keep it',
    go: 'Forget it',
  })
}

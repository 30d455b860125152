import type { ScreenText } from './screen-text.ts'

/** A terminal of ours or of a peer, as a bench uses it. */
export interface BenchTerminal {
  readonly output: ScreenText
  write(data: string): void
  close(): void
}

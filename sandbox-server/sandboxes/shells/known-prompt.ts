/**
 * What the first shell of a sandbox prints until it waits for a command, known before anybody asks
 * for that shell. A shell of the same id prints the same bytes, because they follow from the id, the
 * home directory and nothing else. So a reader sees the prompt at once, while the sandbox thaws.
 */
export interface KnownPrompt {
  readonly id: string
  /** What the marks of the shell of that id have. */
  readonly secret: string
  readonly printed: Buffer
}

/**
 * What of this package is used here. Its own types bring the browser's with them, which the server has
 * not.
 */
declare module '@xterm/addon-serialize/lib/addon-serialize.mjs' {
  export class SerializeAddon {
    activate(terminal: unknown): void
    dispose(): void
    serialize(options: { scrollback: number }): string
  }
}

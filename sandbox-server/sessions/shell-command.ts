/** @returns `text` as one word of a POSIX shell, whatever it holds. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** The command that becomes the shell of a terminal (`sandbox/`, `blitz-shell`). */
export function shellCommand(terminal: string, directory: string | undefined): string {
  const words = ['blitz-shell', terminal, ...(directory === undefined ? [] : [directory])]
  return `exec ${words.map(quoteForShell).join(' ')}`
}

/** The command that signals what runs in the foreground of a terminal (`blitz-signal`). */
export function signalCommand(terminal: string, signal: string): string {
  return `blitz-signal ${quoteForShell(terminal)} ${quoteForShell(signal)}`
}

/** The silent command as the reader's own shell would run it, in that directory. */
export function silentCommand(command: string, directory: string | undefined): string {
  const script = directory === undefined ? command : `cd ${quoteForShell(directory)} && ${command}`
  return `bash -c ${quoteForShell(script)}`
}

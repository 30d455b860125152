import { typedCommand } from './kept-commands.ts'
import { keepCommand } from './kept-commands-store.ts'
import { COMMAND_EVENT } from './ran-event.ts'
import { screenText } from './screen-text.ts'
import { type LoggedCommand, ShellLog } from './shell-log.ts'

/**
 * @param block its full name. @param columns how wide its terminal is now.
 * @returns a log that keeps each command that runs in the block while this page is looked at: what two
 * tabs show is kept once.
 */
export function keptShellLog(block: string, columns: () => number): ShellLog {
  let at = 0
  let isKept = false
  // The beginning and the end of a command are written in their order.
  let written: Promise<void> = Promise.resolve()
  return new ShellLog((command) => {
    if (command.status === undefined) {
      isKept = !document.hidden
      // No two commands of a block began at the same time.
      at = Math.max(Date.now(), at + 1)
    }
    if (!isKept) return
    const began = at
    const width = columns()
    written = written.then(() => keep(block, command, began, width))
  })
}

async function keep(
  block: string,
  { prompt, line, output, status }: LoggedCommand,
  at: number,
  columns: number,
): Promise<void> {
  const before = await screenText(prompt, columns)
  const command = typedCommand(before, await screenText(line, columns))
  if (command === '') return
  document.dispatchEvent(new CustomEvent(COMMAND_EVENT, { detail: { block, command, status } }))
  keepCommand(block, { command, output: await screenText(output, columns), status, at })
}

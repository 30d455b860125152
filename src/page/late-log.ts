import type { PieceListener } from '../../protocol/played-shell.ts'
import type { ShellLog } from './shell-log.ts'

/**
 * Keeps what runs in a block, by code that is loaded once there is a shell. What the shell prints
 * before that waits; where the code cannot be loaded, nothing is kept.
 * @param block its full name. @param columns how wide its terminal is now.
 */
export function keptLater(block: string, columns: () => number): PieceListener {
  let log: Pick<ShellLog, 'push'> | undefined
  const waiting: Parameters<PieceListener>[] = []
  import('./command-keeper.ts').then(
    ({ keptShellLog }) => {
      log = keptShellLog(block, columns)
      for (const [piece, isHistory] of waiting.splice(0)) log.push(piece, isHistory)
    },
    () => {
      waiting.length = 0
      log = { push: () => {} }
    },
  )
  return (piece, isHistory) => {
    if (log) log.push(piece, isHistory)
    else waiting.push([piece, isHistory])
  }
}

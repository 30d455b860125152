import { SCROLLBACK_BYTES } from '../../../protocol/limits.ts'
import { terminalName } from '../../../protocol/messages.ts'
import { quoteForShell } from '../quote-for-shell.ts'
import type { SandboxConnection } from '../ssh/connection.ts'
import { HeldShell, type ShellSize } from './held-shell.ts'

/** Where the holders of the shells listen (`sandbox/`, `entrypoint`). */
const DIRECTORY = '/run/user/1000/shells'

const ATTACH_MILLISECONDS = 10_000
const BOUNDS = { outputBytes: 64 * 1024, milliseconds: 30_000 }

/** Leaves a shell its size: each change has it draw its prompt anew. */
const SAME_SIZE: ShellSize = { columns: 0, rows: 0 }

/**
 * Starts a shell in the sandbox and attaches to it.
 * @param directory where it starts; the home directory by default.
 * @throws when it cannot be started.
 */
export async function openShell(
  connection: SandboxConnection,
  name: string,
  size: ShellSize,
  directory?: string,
): Promise<HeldShell> {
  const { status, stderr } = await connection.exec(holdCommand(name, size, directory), BOUNDS)
  if (status !== 0) throw new Error(`The shell did not start: ${stderr.trim()}`)
  return attach(connection, name, size)
}

/**
 * Attaches to the shells that live in the sandbox, at most so many.
 * @returns them by name. @throws when the sandbox runs nothing any more.
 */
export async function attachToShells(
  connection: SandboxConnection,
  maximum: number,
): Promise<Map<string, HeldShell>> {
  const { stdout } = await connection.exec(`ls ${DIRECTORY}`, BOUNDS)
  const names = stdout
    .split('\n')
    .map((file) => file.replaceAll(SLASH, '/'))
    .filter((name) => terminalName.safeParse(name).success)
  const shells = new Map<string, HeldShell>()
  await Promise.all(
    names.slice(0, maximum).map(async (name) => {
      // A holder that was killed has left its name.
      const shell = await attach(connection, name, SAME_SIZE).catch(() => undefined)
      if (shell) shells.set(name, shell)
    }),
  )
  return shells
}

/** Stands for the slash of a name, which has none of these. */
const SLASH = '+'

function socketOf(name: string): string {
  return `${DIRECTORY}/${name.replaceAll('/', SLASH)}`
}

/** The command that leaves a shell behind, held by `blitz-hold` (`sandbox/`). */
export function holdCommand(name: string, { columns, rows }: ShellSize, directory?: string) {
  const words = ['blitz-hold', socketOf(name), SCROLLBACK_BYTES, columns, rows, 'blitz-shell']
  return `exec ${[...words, ...(directory === undefined ? [] : [directory])]
    .map((word) => quoteForShell(String(word)))
    .join(' ')}`
}

async function attach(
  connection: SandboxConnection,
  name: string,
  size: ShellSize,
): Promise<HeldShell> {
  const stream = await connection.connectToShell(socketOf(name))
  // A reader's own program may listen there, and say nothing.
  const patience = setTimeout(() => stream.destroy(), ATTACH_MILLISECONDS)
  try {
    return await HeldShell.attach(stream, { size, from: 0, isConnected: () => connection.isOpen })
  } finally {
    clearTimeout(patience)
  }
}

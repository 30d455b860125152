import { SCROLLBACK_BYTES } from '../../../protocol/limits.ts'
import { terminalName } from '../../../protocol/messages.ts'
import type { Sandbox } from '../sandbox.ts'
import { HeldShell } from './held-shell.ts'
import { holdFrames, type NewShell, type ShellSize } from './hold-frames.ts'

/** Where the shells' holder listens, once for each shell (`sandbox/`, `blitz-hold`). */
const DIRECTORY = '/run/blitz/shells'

/** Whoever connects here gets a new one. */
export const NEW_SHELL = `${DIRECTORY}/.new`

const ATTACH_MILLISECONDS = 10_000
const BOUNDS = { outputBytes: 64 * 1024, milliseconds: 30_000 }

/** Leaves a shell its size: each change has it draw its prompt anew. */
const SAME_SIZE: ShellSize = { columns: 0, rows: 0 }

/**
 * Starts a shell in the sandbox and attaches to it.
 * @throws when it cannot be started.
 */
export function openShell(sandbox: Sandbox, shell: NewShell): Promise<HeldShell> {
  const greeting = holdFrames.open({ ...shell, name: fileOf(shell.name) }, SCROLLBACK_BYTES)
  return meet(sandbox, NEW_SHELL, greeting)
}

/**
 * Attaches to the shells that live in the sandbox, at most so many.
 * @returns them by name. @throws when the sandbox runs nothing any more.
 */
export async function attachToShells(
  sandbox: Sandbox,
  maximum: number,
): Promise<Map<string, HeldShell>> {
  const { stdout } = await sandbox.connection.exec(`ls ${DIRECTORY}`, BOUNDS)
  const names = stdout
    .split('\n')
    .map((file) => file.replaceAll(SLASH, '/'))
    .filter((name) => terminalName.safeParse(name).success)
  const shells = new Map<string, HeldShell>()
  await Promise.all(
    names.slice(0, maximum).map(async (name) => {
      const greeting = holdFrames.attach(0, SAME_SIZE)
      const socket = `${DIRECTORY}/${fileOf(name)}`
      // A holder that was killed has left its name.
      const shell = await meet(sandbox, socket, greeting).catch(() => undefined)
      if (shell) shells.set(name, shell)
    }),
  )
  return shells
}

/** Stands for the slash of a name, which has none of these. */
const SLASH = '+'

function fileOf(name: string): string {
  return name.replaceAll('/', SLASH)
}

async function meet(sandbox: Sandbox, socket: string, greeting: Buffer): Promise<HeldShell> {
  const stream = await sandbox.connectToSocket(socket)
  // At the limit of processes no holder comes to be.
  const patience = setTimeout(() => stream.destroy(), ATTACH_MILLISECONDS)
  try {
    return await HeldShell.meet(stream, greeting, () => sandbox.connection.answers())
  } finally {
    clearTimeout(patience)
  }
}

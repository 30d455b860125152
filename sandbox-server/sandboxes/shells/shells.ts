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

/** @returns the names of the shells in the sandbox. @throws when it runs nothing any more. */
export async function listShells({ connection }: Sandbox): Promise<readonly string[]> {
  const { status, stdout } = await connection.exec(`ls ${DIRECTORY}`, BOUNDS)
  if (status !== 0) throw new Error('The shells could not be listed.')
  return stdout
    .split('\n')
    .map((file) => file.replaceAll(SLASH, '/'))
    .filter((name) => terminalName.safeParse(name).success)
}

/**
 * Attaches to shells of those names, from the oldest byte that each one keeps.
 * @returns by name those that live: a holder that was killed has left its name.
 */
export async function attachToShells(
  sandbox: Sandbox,
  names: readonly string[],
): Promise<Map<string, HeldShell>> {
  const shells = new Map<string, HeldShell>()
  await Promise.all(
    names.map(async (name) => {
      const greeting = holdFrames.attach(0, SAME_SIZE)
      const socket = `${DIRECTORY}/${fileOf(name)}`
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
  let shell: HeldShell | undefined
  const stream = await sandbox.connectToSocket(socket, () => shell?.lose())
  // At the limit of processes no holder comes to be.
  const patience = setTimeout(() => stream.destroy(), ATTACH_MILLISECONDS)
  try {
    shell = await HeldShell.meet(stream, greeting, () => sandbox.connection.answers())
    return shell
  } finally {
    clearTimeout(patience)
  }
}

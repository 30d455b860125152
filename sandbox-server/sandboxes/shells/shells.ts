import { randomBytes } from 'node:crypto'
import { SCROLLBACK_BYTES } from '../../../protocol/limits.ts'
import { shellId, terminalName } from '../../../protocol/messages.ts'
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

/** Names a shell within its sandbox: several can have had the name of one terminal. */
export interface ShellName {
  /** The terminal's. */
  readonly name: string
  readonly id: string
}

export function newShellId(): string {
  return randomBytes(6).toString('hex')
}

/**
 * Starts a shell in the sandbox and attaches to it.
 * @throws when it cannot be started.
 */
export function openShell(
  sandbox: Sandbox,
  { name, id, ...shell }: ShellName & NewShell,
): Promise<HeldShell> {
  const greeting = holdFrames.open({ ...shell, name: fileOf({ name, id }) }, SCROLLBACK_BYTES)
  // The holder may take the greeting in the very moment in which we give up.
  return meet(sandbox, NEW_SHELL, greeting, holdFrames.end())
}

/** @returns the shells in the sandbox, newest first. @throws when it runs nothing any more. */
export async function listShells({ connection }: Sandbox): Promise<readonly ShellName[]> {
  const { status, stdout } = await connection.exec(`ls -t ${DIRECTORY}`, BOUNDS)
  // 1: one of them ended in the very moment.
  if (status !== 0 && status !== 1) throw new Error('The shells could not be listed.')
  return stdout
    .split('\n')
    .map((file) => {
      const [name = '', id = ''] = file.split(BEFORE_ID)
      return { name: name.replaceAll(SLASH, '/'), id }
    })
    .filter(({ name, id }) => terminalName.safeParse(name).success && shellId.safeParse(id).success)
}

/**
 * Attaches to shells, from the oldest byte that each one keeps.
 * @returns by id those that live: a holder that was killed has left its name.
 */
export async function attachToShells(
  sandbox: Sandbox,
  names: readonly ShellName[],
): Promise<Map<string, HeldShell>> {
  const shells = new Map<string, HeldShell>()
  await Promise.all(
    names.map(async (name) => {
      const greeting = holdFrames.attach(0, SAME_SIZE)
      const socket = `${DIRECTORY}/${fileOf(name)}`
      const shell = await meet(sandbox, socket, greeting).catch(() => undefined)
      if (shell) shells.set(name.id, shell)
    }),
  )
  return shells
}

/** Stands for the slash of a name, which has neither. */
const SLASH = '+'
const BEFORE_ID = '~'

function fileOf({ name, id }: ShellName): string {
  return `${name.replaceAll('/', SLASH)}${BEFORE_ID}${id}`
}

/** @param farewell what a holder is told that has not answered in time. */
async function meet(
  sandbox: Sandbox,
  socket: string,
  greeting: Buffer,
  farewell?: Buffer,
): Promise<HeldShell> {
  let shell: HeldShell | undefined
  const stream = await sandbox.connectToSocket(socket, () => shell?.lose())
  // At the limit of processes no holder comes to be.
  const patience = setTimeout(() => {
    if (farewell) stream.write(farewell)
    stream.destroy()
  }, ATTACH_MILLISECONDS)
  try {
    shell = await HeldShell.meet(stream, greeting, () => sandbox.connection.answers())
    return shell
  } finally {
    clearTimeout(patience)
  }
}

import { DriverError } from '../../sandbox-server/drivers/driver.ts'
import { columns } from '../columns.ts'
import { CallError, readCall, SWARM, type SwarmCall, USAGE } from './call.ts'
import { readImages } from './images.ts'
import { init, renew } from './init.ts'
import { joinCommand } from './join-command.ts'
import { findManager } from './manager.ts'
import { foreseeRemoval, remove } from './remove.ts'
import { readFacts, type SwarmStatus, statusOf } from './status.ts'
import { SwarmError } from './swarm-error.ts'
import { writeCertificates } from './write-certificates.ts'

/** The exit status for a wrong call, as for most commands of a shell. */
const WRONG_CALL = 2

/** Where the program runs, and where its words go. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly output: NodeJS.WritableStream
  readonly errors: NodeJS.WritableStream
  readonly signal: AbortSignal
  /** Shows one step that takes a while. */
  readonly showing: <Result>(
    step: string,
    work: (tell: (detail: string) => void) => Promise<Result>,
  ) => Promise<Result>
}

/** Does what the words say. @returns the exit status. */
export async function run(words: readonly string[], around: Surroundings): Promise<number> {
  try {
    const call = readCall(words)
    if (call === undefined) {
      around.output.write(USAGE)
      return 0
    }
    const { lines, status } = await answer(call, around)
    around.output.write(lines.map((line) => `${line}\n`).join(''))
    return status
  } catch (error) {
    if (error instanceof CallError) {
      around.errors.write(`${error.message} See ${SWARM} --help.\n`)
      return WRONG_CALL
    }
    if (!(error instanceof SwarmError || error instanceof DriverError)) throw error
    around.errors.write(`${error.message}\n`)
    return 1
  }
}

async function answer(
  call: SwarmCall,
  { environment, signal, showing }: Surroundings,
): Promise<{ lines: readonly string[]; status: number }> {
  const good = (lines: readonly string[]) => ({ lines, status: 0 })
  if (call.word === 'certificates') return good(await writeCertificates(call.folder))
  const manager = await findManager(environment)
  switch (call.word) {
    case 'init':
      return good(await (call.renew ? renew(manager) : init(manager, environment)))
    case 'join-command':
      return good(await joinCommand(manager, await readImages(manager.docker, environment)))
    case 'status': {
      const status = statusOf(await readFacts(manager, call.stack))
      const lines = call.json ? [JSON.stringify(status, undefined, 2)] : shown(status)
      return { lines, status: status.missing.length === 0 ? 0 : 1 }
    }
    case 'remove':
      if (!call.yes) return good(await foreseeRemoval(manager, call.stack))
      return good(
        await showing(`Removing ${call.stack}`, (tell) =>
          remove(manager, call.stack, { tell, signal }),
        ),
      )
  }
}

/** @returns a table of the machines, then the sentences. */
export function shown({ machines, missing, notes }: SwarmStatus): string[] {
  const rows = machines.map((machine) => [
    machine.name,
    machine.role,
    `${machine.state}, ${machine.availability}`,
    machine.node,
    machine.services.join(', '),
  ])
  return [
    ...columns([['machine', 'role', 'in the Swarm', 'node program', 'also runs'], ...rows]),
    ...[...missing.map((sentence) => `Missing: ${sentence}`), ...notes].flatMap((line) => [
      '',
      line,
    ]),
    '',
    missing.length === 0 ? 'Nothing is missing.' : `Missing: ${missing.length}.`,
  ]
}

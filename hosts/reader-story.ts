import { startApp, Visitor } from '../tests/support/previews.ts'
import { Reader, type ReaderTerminal } from '../tests/support/reader.ts'
import type { Stage } from './case.ts'
import { HostsError } from './hosts-error.ts'
import { waitFor } from './wait.ts'

/** Commands that a reader types, their status, and what they print. */
const COMMANDS: readonly (readonly [line: string, status: number, prints: RegExp])[] = [
  ['docker container run --rm alpine echo "from $((6 * 7)) alpine"', 0, /^from 42 alpine$/m],
  [
    'docker container run --rm --memory 64m --cpus 0.5 alpine cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/cpu.max',
    0,
    /^67108864\n50000 100000$/m,
  ],
  ['docker container run --rm --memory 16m alpine tail /dev/zero', 137, /./],
  ['docker container run --detach --name long alpine sleep 3600', 0, /^[0-9a-f]{64}$/m],
  ["docker container stats --no-stream --format '{{.Name}} {{.PIDs}}' long", 0, /^long 1$/m],
  ['docker container pause long', 0, /^long$/m],
  ["docker container inspect --format '{{.State.Status}}' long", 0, /^paused$/m],
  ['docker container unpause long', 0, /^long$/m],
  ['docker container rm --force long', 0, /^long$/m],
]

/** A sandbox starts meanwhile, on a machine of today. */
const PROMPT_MILLISECONDS = 30_000

/** A reader at the machine's site, with one terminal. */
export interface Guest extends Disposable {
  readonly reader: Reader
  readonly terminal: ReaderTerminal
}

/** Comes to the site as a page does. @returns once the shell has its prompt. */
export async function comeIn({ machine, tell, signal }: Stage, token?: string): Promise<Guest> {
  tell('a reader comes')
  const reader = new Reader(machine.address, token)
  const terminal = reader.open('hosts/first')
  const isOpen = () => terminal.prompts > 0 || terminal.error !== undefined
  await waitFor('a prompt', PROMPT_MILLISECONDS, signal, isOpen)
  if (terminal.error !== undefined) throw new HostsError(`A reader reads: ${terminal.error}`)
  return { reader, terminal, [Symbol.dispose]: () => reader[Symbol.dispose]() }
}

/** Runs containers, with limits, and looks at them. @throws {HostsError} at the first that fails. */
export async function useDocker({ tell }: Stage, { terminal }: Guest): Promise<void> {
  for (const [line, status, prints] of COMMANDS) {
    tell(`$ ${line}`)
    await expectRun(terminal, line, status, prints)
  }
}

/** Opens an app that a container publishes. */
export async function openApp({ tell }: Stage, { reader, terminal }: Guest): Promise<void> {
  tell('an app of a container, in the browser')
  await startApp(reader)
  const visitor = await Visitor.enter(await reader.client.preview(8080))
  const { status, text } = await visitor.ask('')
  if (status !== 200 || !text.includes('Hello from web1')) {
    throw new HostsError(`The app of a container answered ${status}.`)
  }
  await expectRun(terminal, 'docker container rm --force web1', 0, /^web1$/m)
}

/** @throws {HostsError} where a line ends in another way, or prints something else. */
export async function expectRun(
  terminal: ReaderTerminal,
  line: string,
  status: number,
  prints: RegExp,
): Promise<void> {
  const from = terminal.text.length
  const got = await terminal.run(line)
  const printed = terminal.text.slice(from)
  if (got === status && prints.test(printed)) return
  throw new HostsError(
    `${line}: status ${got} where ${status} was expected; it printed ${JSON.stringify(printed.slice(-300))}`,
  )
}

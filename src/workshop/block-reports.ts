import type { BlockState, WorkshopAct } from '../../protocol/workshop-messages.ts'

/** Longest command that is told, in UTF-16 units: the start of a longer one says enough. */
const MAXIMUM_TOLD_COMMAND = 2000

/** Acts that wait for the connection: what a reader does in an hour without one. */
const MAXIMUM_WAITING = 200

/** What the page has of a block: as its attributes are. */
export interface ExpectedEnd {
  /** Exit status that the chapter shows, as text. */
  readonly exit?: string | undefined
  /** Set where the last command goes on until it is stopped. */
  readonly until?: string | undefined
}

/** How a command has ended: as the chapter says, or otherwise. */
export function outcomeOf(status: number | null, { exit, until }: ExpectedEnd): BlockState {
  const isStopped = until !== undefined && (status === null || status === 130)
  return isStopped || status === 0 || String(status) === exit ? 'done' : 'failed'
}

type Ran = Extract<WorkshopAct, { act: 'ran' }>

/**
 * Tells the workshop what runs in the blocks of this page and which tasks are done. While there is no
 * connection, that waits; a state that the workshop knows is not told again.
 */
export class BlockReports {
  readonly #tell: (act: WorkshopAct) => void
  readonly #told = new Map<string, BlockState>()
  #waiting: WorkshopAct[] = []
  #isConnected = false
  /** Commands are told, and how they ended. */
  recordsCommands = false
  /** Of a host's own page nothing is told. */
  isWanted = true

  constructor(tell: (act: WorkshopAct) => void) {
    this.#tell = tell
  }

  connection(isConnected: boolean): void {
    this.#isConnected = isConnected
    if (isConnected) for (const act of this.#waiting.splice(0)) this.#tell(act)
  }

  /** A command begins. */
  began(block: string): void {
    this.#show({ act: 'ran', block, state: 'running' })
  }

  /** A command has ended. */
  ended(block: string, command: string, status: number | null, expected: ExpectedEnd): void {
    const ran: Ran = { act: 'ran', block, state: outcomeOf(status, expected) }
    if (this.recordsCommands) {
      this.#told.set(block, ran.state)
      this.#send({ ...ran, status, command: command.slice(0, MAXIMUM_TOLD_COMMAND) })
    } else {
      this.#show(ran)
    }
  }

  /** What Run played is over, or the terminal shows such an end: a state without a command. */
  over(block: string, state: 'done' | 'failed'): void {
    this.#show({ act: 'ran', block, state })
  }

  /** The block's terminal no longer runs anything; its last command may have ended with its shell. */
  stopped(block: string, state: 'done' | 'failed'): void {
    if (this.#told.get(block) === 'running') this.over(block, state)
  }

  task(task: string, isDone: boolean): void {
    this.#send({ act: 'task', task, isDone })
  }

  #show(ran: Ran): void {
    if (this.#told.get(ran.block) === ran.state) return
    this.#told.set(ran.block, ran.state)
    this.#send(ran)
  }

  #send(act: WorkshopAct): void {
    if (!this.isWanted) return
    if (this.#isConnected) this.#tell(act)
    else this.#waiting = [...this.#waiting, act].slice(-MAXIMUM_WAITING)
  }
}

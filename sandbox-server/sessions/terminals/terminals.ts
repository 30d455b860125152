import { setTimeout as delay } from 'node:timers/promises'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import type { HeldShell } from '../../sandboxes/shells/held-shell.ts'
import type { ShellSize } from '../../sandboxes/shells/hold-frames.ts'
import type { KnownPrompt } from '../../sandboxes/shells/known-prompt.ts'
import { PromptStandIn } from '../../sandboxes/shells/prompt-stand-in.ts'
import {
  attachToShells,
  listShells,
  newShellId,
  openShell,
  type ShellName,
} from '../../sandboxes/shells/shells.ts'
import { SessionError } from '../session-error.ts'
import type { OutputPace } from './output-pace.ts'
import { type Pty, Terminal } from './terminal.ts'

/** What shells printed before they were taken over comes in far less; milliseconds. */
const CATCH_UP_MILLISECONDS = 5000

/** A prompt that is known is shown in no narrower terminal: it may be wrapped there. */
const FEWEST_COLUMNS = 40

export interface TerminalLimits {
  /** How long a shell outlives its last watcher. */
  readonly detachedMilliseconds: number
  /** Shells at once. */
  readonly terminals: number
}

export interface TerminalsOptions {
  readonly limits: TerminalLimits
  /** The sandbox, once it can be reached. @throws {SessionError} when it cannot be had. */
  readonly reached: () => Promise<Sandbox>
  /** @returns what the marks of the shell of that id have, and nobody else's. */
  readonly marksSecret: (id: string) => string
  /** What all of them may print. */
  readonly pace: OutputPace
  /** Told that a shell is about to be started. */
  readonly onStart: () => void
  /** Told that one has printed something. */
  readonly onPrint: () => void
  /** Told the time from a key to the first byte that came back, in seconds. */
  readonly onEcho: (seconds: number) => void
}

interface ShellIdentity {
  readonly id: string
  readonly secret: string
}

/** A shell of the reader, which may be yet to come. */
export class Shell implements ShellName {
  readonly name: string
  /** Rejects with a {@link SessionError} where the shell cannot be had. */
  readonly terminal: Promise<Terminal>
  /** Once it is there. */
  living: Terminal | undefined
  #identity: ShellIdentity

  constructor(
    { name, ...identity }: ShellName & ShellIdentity,
    start: (shell: Shell) => Promise<Terminal>,
  ) {
    this.name = name
    this.#identity = identity
    this.terminal = start(this)
    this.terminal.then(
      (living) => {
        this.living = living
      },
      // Whoever asked for it is told.
      () => {},
    )
  }

  get id(): string {
    return this.#identity.id
  }

  /** What its own marks have, and nobody else's. */
  get secret(): string {
    return this.#identity.secret
  }

  /** Becomes the one whose prompt is known. Only before anybody has been told its id. */
  become({ id, secret }: ShellIdentity): void {
    this.#identity = { id, secret }
  }
}

/** The terminals of one reader by name, and for each name the shell that has it now. */
export class Terminals {
  readonly #options: TerminalsOptions
  readonly #shells = new Map<string, Shell>()
  /** Closed before they came to be. */
  readonly #unwanted = new Set<Shell>()
  /** Their prompts are shown, and they are yet to come. */
  readonly #coming = new Set<Shell>()

  constructor(options: TerminalsOptions) {
    this.#options = options
  }

  /**
   * The shell that has that name, or a new one.
   * @throws {SessionError} when there may be no further one.
   */
  open(name: string, size: ShellSize, directory?: string): { shell: Shell; resumed: boolean } {
    const found = this.#shells.get(name)
    if (found && !found.living?.hasEnded) return { shell: found, resumed: true }
    this.#shells.delete(name)
    const count = this.#shells.size + this.#unwanted.size
    if (count >= this.#options.limits.terminals) throw new SessionError('terminals-exhausted')
    const shell = this.#shellOf({ name, id: newShellId() }, (itself) =>
      this.#start(itself, size, directory),
    )
    this.#keep(shell)
    return { shell, resumed: false }
  }

  /**
   * @param id undefined: whichever has the name.
   * @returns the shell where it lives, or nobody saw its end; never a new one.
   */
  find(name: string, id?: string): Shell | undefined {
    const found = this.#shells.get(name)
    return id === undefined || found?.id === id ? found : undefined
  }

  /** The terminal that the reader typed into last, or else the newest; undefined where none lives. */
  get active(): { readonly name: string; readonly terminal: Terminal } | undefined {
    let active: { readonly name: string; readonly terminal: Terminal } | undefined
    for (const { name, living: terminal } of this.#shells.values()) {
      if (terminal === undefined || terminal.hasEnded) continue
      if (terminal.usedAt >= (active?.terminal.usedAt ?? 0)) active = { name, terminal }
    }
    return active
  }

  /** The names of those that live, the newest last. */
  get names(): string[] {
    const living = [...this.#shells.values()].filter(({ living }) => living?.hasEnded === false)
    return living.map(({ name }) => name)
  }

  /** Ends a shell. Its name is free at once: who opens it next gets a new one. */
  close(shell: Shell): void {
    this.#forget(shell)
    if (shell.living) {
      shell.living.close()
      return
    }
    this.#unwanted.add(shell)
    shell.terminal
      .then((terminal) => terminal.close())
      .catch(() => {})
      .finally(() => this.#unwanted.delete(shell))
  }

  /** The sandbox is gone, and every shell with it. */
  lose(): void {
    for (const shell of [...this.#shells.values(), ...this.#unwanted]) {
      if (shell.living) shell.living.lose()
      // One that is still to come has nobody who would end it later.
      else shell.terminal.then((terminal) => terminal.lose()).catch(() => {})
    }
    this.#shells.clear()
  }

  /**
   * Takes over what an earlier server has left in the sandbox, once more where the line breaks
   * meanwhile. @throws when it cannot be found out.
   */
  async takeOver(sandbox: Sandbox): Promise<void> {
    for (;;) {
      const { connection } = sandbox
      try {
        const listed = await listShells(sandbox)
        await this.#adopt(listed, await this.#reattach(sandbox, listed))
      } catch (error) {
        if (connection.isOpen) throw error
      }
      if ((await sandbox.line.standing()) === connection) return
    }
  }

  /** The connection broke and there is a new one: each shell goes on at the byte where it was. */
  async goOn(sandbox: Sandbox): Promise<void> {
    // At the limit of processes they cannot be listed.
    const listed = await listShells(sandbox).catch(() => [])
    const strays = await this.#reattach(sandbox, listed)
    // Whoever opened or closed these meanwhile was told that it failed, or is content.
    for (const stray of strays.values()) stray.close()
  }

  /** @returns by id those of the sandbox that no name here stands for. */
  async #reattach(sandbox: Sandbox, listed: readonly ShellName[]): Promise<Map<string, HeldShell>> {
    const { connection } = sandbox
    const own = [...this.#shells.values(), ...this.#unwanted]
    const known = new Set(own.map(({ id }) => id))
    const adrift = own.filter((shell) => shell.living?.isAdrift && !this.#coming.has(shell))
    const strange = listed
      .filter(({ id }) => !known.has(id))
      .slice(0, this.#options.limits.terminals)
    const held = await attachToShells(sandbox, [...adrift, ...strange])
    // Where it broke again, the next one does all this.
    if (!connection.isOpen) return new Map()
    for (const { id, living } of adrift) {
      // Closed in the meantime, it waits for nothing.
      if (!living?.isAdrift) continue
      const shell = held.get(id)
      living.reattach(shell && this.#heard(shell))
      held.delete(id)
    }
    return held
  }

  /** @param listed newest first: an older one was closed when nobody could tell it. */
  async #adopt(listed: readonly ShellName[], strange: Map<string, HeldShell>): Promise<void> {
    const adopted: Terminal[] = []
    for (const { name, id } of listed) {
      const held = strange.get(id)
      if (held === undefined) continue
      if (this.#shells.has(name)) {
        held.close()
        continue
      }
      const terminal = this.#terminalOf(held)
      adopted.push(terminal)
      this.#keep(this.#shellOf({ name, id }, async () => terminal))
    }
    const caughtUp = Promise.all(adopted.map((terminal) => terminal.caughtUp))
    await Promise.race([caughtUp, delay(CATCH_UP_MILLISECONDS, undefined, { ref: false })])
  }

  async #start(shell: Shell, size: ShellSize, directory: string | undefined): Promise<Terminal> {
    const sandbox = await this.#options.reached()
    const { name, id, secret } = shell
    if (this.#shells.get(name) !== shell) throw new SessionError('terminal-gone')
    this.#options.onStart()
    const prompt = takeKnownPrompt(sandbox, size, directory)
    if (prompt) return this.#startBehind(prompt, sandbox, shell, size)
    try {
      return this.#terminalOf(await openShell(sandbox, { name, id, secret, size, directory }), size)
    } catch (error) {
      throw new SessionError('terminal-failed', { cause: error })
    }
  }

  /** Shows the prompt while the shell behind it comes. */
  async #startBehind(
    prompt: KnownPrompt,
    sandbox: Sandbox,
    shell: Shell,
    size: ShellSize,
  ): Promise<Terminal> {
    const { id, secret, printed } = prompt
    shell.become(prompt)
    const standIn = new PromptStandIn(prompt)
    const terminal = this.#terminalOf(standIn, size)
    this.#coming.add(shell)
    const opening = openShell(sandbox, { name: shell.name, id, secret, size })
    opening
      .then(
        async (held) => {
          // What is typed before the shell itself has its prompt would be shown twice.
          await held.reaches(printed.length)
          if (terminal.isOver) held.close()
          else terminal.reattach(this.#heard(held))
        },
        () => {
          if (!terminal.isOver) terminal.reattach(undefined)
        },
      )
      .finally(() => this.#coming.delete(shell))
    await standIn.isRead()
    return terminal
  }

  #shellOf(name: ShellName, start: (shell: Shell) => Promise<Terminal>): Shell {
    return new Shell({ ...name, secret: this.#options.marksSecret(name.id) }, start)
  }

  /** @param size that it was started with; undefined for one of an earlier server. */
  #terminalOf(shell: Pty, size?: ShellSize): Terminal {
    const { limits, onEcho, pace } = this.#options
    return new Terminal(this.#heard(shell), limits.detachedMilliseconds, onEcho, pace, size)
  }

  #heard(shell: Pty): Pty {
    return shell.on('data', this.#options.onPrint)
  }

  #keep(shell: Shell): void {
    this.#shells.set(shell.name, shell)
    shell.terminal
      .then((terminal) => terminal.over)
      .catch(() => {})
      .finally(() => this.#forget(shell))
  }

  #forget(shell: Shell): void {
    if (this.#shells.get(shell.name) === shell) this.#shells.delete(shell.name)
  }
}

/** @returns the prompt that the next shell of the sandbox will print; undefined: nobody knows it. */
function takeKnownPrompt(
  sandbox: Sandbox,
  { columns }: ShellSize,
  directory: string | undefined,
): KnownPrompt | undefined {
  const { knownPrompt } = sandbox
  // The shell that is started now takes the place of the rehearsed one, whatever it prints.
  sandbox.knownPrompt = undefined
  return directory === undefined && columns >= FEWEST_COLUMNS ? knownPrompt : undefined
}

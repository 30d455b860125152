import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/** Raised when a later server could no longer take over what this one has made. */
const RECORD_VERSION = 1

const SUFFIX = '.json'

const record = z.strictObject({
  version: z.literal(RECORD_VERSION),
  sandbox: z.string(),
  /** Absent where the server has one course. */
  course: z.optional(z.string()),
  /** By which readers are counted together; absent for this machine. */
  address: z.optional(z.string()),
  /** When the lifetime is over, in milliseconds since 1970. */
  endsAt: z.number(),
  /** The same in milliseconds since the machine started: the host's clock may jump in between. */
  machine: z.optional(z.strictObject({ boot: z.string(), endsAt: z.number() })),
  extensionsLeft: z.int(),
})

/** What a later server must know of a session to take it over; the engine knows the rest. */
export type SessionRecord = Omit<z.infer<typeof record>, 'version'>

/**
 * The records of the sessions that have a sandbox, each a file of the state directory. Files are
 * written at once and whole, by renaming: a server that is killed leaves all of them true. They are
 * small and seldom written, so nothing waits for the disk but what wrote.
 */
export class SessionRecords {
  readonly #directory: string
  #isClosed = false

  constructor(stateDirectory: string) {
    this.#directory = join(stateDirectory, 'sessions')
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
  }

  /** What an earlier server has left, by session; what is no record of this version is removed. */
  read(): Map<string, SessionRecord> {
    const found = new Map<string, SessionRecord>()
    for (const file of readdirSync(this.#directory)) {
      const kept = file.endsWith(SUFFIX) ? this.#parse(file) : undefined
      if (kept) found.set(file.slice(0, -SUFFIX.length), kept)
      else rmSync(join(this.#directory, file), { force: true })
    }
    return found
  }

  keep(session: string, kept: SessionRecord): void {
    if (this.#isClosed) return
    const path = this.#path(session)
    writeFileSync(`${path}.new`, JSON.stringify({ version: RECORD_VERSION, ...kept }), {
      mode: 0o600,
    })
    renameSync(`${path}.new`, path)
  }

  forget(session: string): void {
    if (!this.#isClosed) rmSync(this.#path(session), { force: true })
  }

  /** From now on they stay as they are: what ends, ends for this server alone. */
  close(): void {
    this.#isClosed = true
  }

  #path(session: string): string {
    return join(this.#directory, `${session}${SUFFIX}`)
  }

  #parse(file: string): SessionRecord | undefined {
    try {
      const text = readFileSync(join(this.#directory, file), 'utf8')
      const { version: _, ...kept } = record.parse(JSON.parse(text))
      return kept
    } catch {
      return undefined
    }
  }
}

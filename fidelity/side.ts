/** What a script printed and how it ended. */
export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  /** Null where a signal or the time limit ended it. */
  readonly status: number | null
}

/** A place with a Docker engine, in which one script at a time runs as the reader. */
export interface Side extends AsyncDisposable {
  run(script: string): Promise<Outcome>
}

/** Time for one script, in milliseconds: against a hang. */
export const SCRIPT_MILLISECONDS = 120_000

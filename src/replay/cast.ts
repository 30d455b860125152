/** A recorded terminal session, as it is played back. */
export interface Cast {
  /** What it was recorded with, such as `Docker 28.5.2`; undefined where the file does not say. */
  readonly engine: string | undefined
  readonly events: readonly CastEvent[]
}

export interface CastEvent {
  /** Milliseconds since the begin, with long pauses shortened. */
  readonly at: number
  readonly text: string
}

/** Longest pause that is waited for, in milliseconds: nobody wants to watch a download. */
export const MAXIMUM_PAUSE_MILLISECONDS = 2_000

/**
 * Reads a recording in the format asciicast 2 (https://docs.asciinema.org/manual/asciicast/v2/): a
 * header, then an event a line. Only output is kept.
 * @returns undefined where the text is something else, such as a host's page for a missing file.
 */
export function parseCast(text: string): Cast | undefined {
  const [first, ...lines] = text.trimEnd().split('\n')
  const header = parseJson(first ?? '') as { version?: unknown; engine?: unknown } | undefined
  if (header?.version !== 2) return undefined
  const engine = typeof header.engine === 'string' ? header.engine : undefined
  const events: CastEvent[] = []
  let recordedAt = 0
  let at = 0
  for (const line of lines) {
    const event = parseJson(line)
    if (!isOutput(event)) continue
    const [seconds, , output] = event
    at += Math.min(Math.max(seconds * 1000 - recordedAt, 0), MAXIMUM_PAUSE_MILLISECONDS)
    recordedAt = seconds * 1000
    events.push({ at, text: output })
  }
  return { engine, events }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isOutput(event: unknown): event is [seconds: number, type: 'o', text: string] {
  if (!Array.isArray(event)) return false
  const [seconds, type, text] = event
  return typeof seconds === 'number' && type === 'o' && typeof text === 'string'
}

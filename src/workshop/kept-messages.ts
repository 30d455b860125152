/** A message of a host, as this browser keeps it. */
export interface KeptMessage {
  readonly workshop: string
  readonly from: string
  readonly text: string
  /** When it came, in milliseconds since 1970. */
  readonly at: number
  /** The reader has put it away. */
  readonly isClosed: boolean
}

export const MAXIMUM_MESSAGES = 20

/** Each tab of a browser gets the same message: within this time, in milliseconds, it is the same one. */
const SAME_MILLISECONDS = 10_000

export const NO_MESSAGES: readonly KeptMessage[] = []

/** @returns nothing where the text is not what a page wrote. */
export function parseMessages(text: string | null): readonly KeptMessage[] {
  try {
    const kept = JSON.parse(text ?? '[]') as unknown
    return Array.isArray(kept) ? kept.filter(isKeptMessage) : NO_MESSAGES
  } catch {
    return NO_MESSAGES
  }
}

function isKeptMessage(value: unknown): value is KeptMessage {
  if (typeof value !== 'object' || value === null) return false
  const { workshop, from, text, at, isClosed } = value as Record<string, unknown>
  const areStrings = [workshop, from, text].every((each) => typeof each === 'string')
  return areStrings && typeof at === 'number' && typeof isClosed === 'boolean'
}

/** @returns the messages with one more; the same ones where another tab has kept it already. */
export function withMessage(
  kept: readonly KeptMessage[],
  message: KeptMessage,
): readonly KeptMessage[] {
  const isThere = kept.some(
    ({ workshop, from, text, at }) =>
      workshop === message.workshop &&
      from === message.from &&
      text === message.text &&
      Math.abs(at - message.at) < SAME_MILLISECONDS,
  )
  return isThere ? kept : [...kept, message].slice(-MAXIMUM_MESSAGES)
}

export function withClosed(
  kept: readonly KeptMessage[],
  closed: KeptMessage,
): readonly KeptMessage[] {
  return kept.map((each) => (keyOf(each) === keyOf(closed) ? { ...each, isClosed: true } : each))
}

/** Tells a message from the others. */
export function keyOf({ workshop, from, text, at }: KeptMessage): string {
  return JSON.stringify([workshop, from, text, at])
}

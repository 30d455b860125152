/** What a line of words cannot have: it would move, hide or break what is around it. */
const UNPRINTED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** The first half of a character that was cut in two. */
const HALF = /[\uD800-\uDBFF]$/

/** @returns the words on one line, without what the protocol refuses, and no longer than that. */
export function plainLine(words: string, longest: number): string {
  return words.replace(UNPRINTED, ' ').trim().slice(0, longest).replace(HALF, '').trim()
}

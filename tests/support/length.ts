/** Set by `npm run test:long`. */
export const IS_LONG = process.env['TEST_LENGTH'] === 'long'

/** How often or how much: each test of the tree is short, and the long form goes on for minutes. */
export function amount(short: number, long: number): number {
  return IS_LONG ? long : short
}

import type { KeptWrites } from './kept-writes.ts'

/** What the command line can have a running server do with a workshop. */
export type OrderAct = 'open' | 'close' | 'delete'

export interface Order {
  readonly number: number
  readonly workshop: string
  readonly act: OrderAct
}

/** Orders that were given longer ago are not followed: their command has given up. Milliseconds. */
const GOOD_MILLISECONDS = 30_000

/** @param now milliseconds since 1970. @returns what is still to be done, in its order. */
export function readOrders(writes: Pick<KeptWrites, 'all'>, now: number): Order[] {
  return writes
    .all(
      'SELECT number, workshop, act FROM orders WHERE done_at IS NULL AND at > ? ORDER BY number',
      now - GOOD_MILLISECONDS,
    )
    .map((row) => row as unknown as Order)
}

/** @param sentence why it was not done; null where it was. */
export function answerOrder(
  writes: Pick<KeptWrites, 'write'>,
  { number }: Order,
  now: number,
  sentence: string | null,
): void {
  writes.write(
    'UPDATE orders SET done_at = ?, sentence = ? WHERE number = ?',
    now,
    sentence,
    number,
  )
}

/** Orders a running server to do something. @returns the order's number. */
export function giveOrder(
  writes: Pick<KeptWrites, 'one' | 'write'>,
  { workshop, act }: Omit<Order, 'number'>,
  now: number,
): number {
  writes.write('DELETE FROM orders WHERE at <= ?', now - GOOD_MILLISECONDS)
  writes.write('INSERT INTO orders (workshop, at, act) VALUES (?, ?, ?)', workshop, now, act)
  return writes.one('SELECT max(number) AS number FROM orders')?.['number'] as number
}

/** @returns undefined while the server is at it; else why it was not done, or null where it was. */
export function answerOf(
  writes: Pick<KeptWrites, 'one'>,
  number: number,
): string | null | undefined {
  const row = writes.one('SELECT done_at, sentence FROM orders WHERE number = ?', number)
  return row?.['done_at'] == null ? undefined : (row['sentence'] as string | null)
}

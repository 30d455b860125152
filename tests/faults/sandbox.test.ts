import { describe, expect, it } from 'vitest'
import { FaultyHouse } from '../support/faults.ts'
import { amount } from '../support/length.ts'
import { NumberedPrint } from '../support/numbered-print.ts'
import { until } from '../support/reader.ts'

/** Until the page knows: an engine tells at once, a busy one within seconds; milliseconds. */
const NOTICED_MILLISECONDS = 10_000

describe("a reader's sandbox that is", () => {
  it.each([
    ['killed', (house: FaultyHouse) => house.container().then((container) => container.kill())],
    [
      'removed by hand',
      (house: FaultyHouse) =>
        house.container().then((container) => container.remove({ force: true })),
    ],
    ['stopped', (house: FaultyHouse) => house.container().then((container) => container.stop())],
  ])('%s is told in words, and the next Run starts a fresh one', async (_, end) => {
    await using house = await FaultyHouse.open()
    const { reader } = house
    for (let count = 0; count < amount(1, 7); count++) {
      const print = await NumberedPrint.begin(reader, 'faults/prints')
      await print.more()
      await end(house)
      await until(
        () => reader.statuses.at(-1)?.state === 'gone',
        'the news of the end',
        NOTICED_MILLISECONDS,
      )
      expect(reader.statuses.at(-1)).toEqual({ state: 'gone', reason: 'lost' })
      await until(() => print.terminal.error !== undefined, 'the words in the terminal')
      // What came is whole up to the end.
      const { lines } = print
      expect(lines).toEqual(Array.from(lines, (_, index) => index + 1))
      expect(await reader.open('faults/fresh').run('ls ~/enough')).not.toBe(0)
    }
    expect(house.server.faults).toEqual([])
  })
})

import type { Clock } from '../common/clock.ts'
import { answerOrder, type Order, readOrders } from './records/orders.ts'
import type { WorkshopRecords } from './records/workshop-records.ts'
import { WorkshopError } from './workshop-error.ts'

/** What the command line orders of a server that runs, each once. */
export class OrderBook {
  readonly #records: Pick<WorkshopRecords, 'writes'>
  readonly #clock: Clock
  /** The numbers of those that are followed, or were. */
  readonly #followed = new Set<number>()

  constructor(records: Pick<WorkshopRecords, 'writes'>, clock: Clock) {
    this.#records = records
    this.#clock = clock
  }

  /** @param act does what is ordered; a {@link WorkshopError} says why it cannot be. */
  async follow(act: (order: Order) => Promise<void>): Promise<void> {
    const { writes } = this.#records
    for (const order of readOrders(writes, this.#clock.date())) {
      if (this.#followed.has(order.number)) continue
      this.#followed.add(order.number)
      const trouble = await act(order).then(
        () => null,
        (error: unknown) => {
          if (!(error instanceof WorkshopError)) throw error
          return error.message
        },
      )
      answerOrder(writes, order, this.#clock.date(), trouble)
    }
  }
}

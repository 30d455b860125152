import { poll } from '../../sandbox-server/common/poll.ts'
import { COMMAND_LINE } from '../../sandbox-server/workshops/host-tokens.ts'
import {
  answerOf,
  giveOrder,
  type OrderAct,
} from '../../sandbox-server/workshops/records/orders.ts'
import { WorkshopError } from '../../sandbox-server/workshops/workshop-error.ts'
import { WORKSHOP } from './call.ts'
import { knownWorkshop } from './known.ts'
import type { Place } from './place.ts'

/** How long a server may take to close a workshop, in milliseconds: every sandbox ends. */
const ANSWER_MILLISECONDS = 30_000

/** Opens or closes a workshop now, by the server where one runs. */
export async function steer(place: Place, name: string, act: 'open' | 'close'): Promise<string[]> {
  const { plan, trouble } = knownWorkshop(place, name)
  if (plan === undefined) {
    throw trouble ?? new WorkshopError(`The workshop ${name} has no plan, only records.`)
  }
  if (place.isServed) await order(place, name, act)
  else {
    const { records } = place
    const now = Date.now()
    const row = records.readWorkshop(name)
    const change = act === 'open' ? { openedAt: now, closedAt: undefined } : { closedAt: now }
    records.keepWorkshop(name, { ...row, ...change })
    records.acted(name, COMMAND_LINE, now, { act })
  }
  return [act === 'open' ? `${name} is open.` : `${name} is closed.`]
}

/** Deletes a workshop and its records; what people have left in it is deleted only with `isSure`. */
export async function remove(place: Place, name: string, isSure: boolean): Promise<string[]> {
  const { plan } = knownWorkshop(place, name)
  const { records, files } = place
  const joined = records.lastSeat(name)
  if (joined > 0 && !isSure) {
    throw new WorkshopError(
      `${joined === 1 ? '1 reader has' : `${joined} readers have`} joined ${name}: seats and records would be deleted. ` +
        `${WORKSHOP} export ${name} --json --to ${name}.json keeps a copy; --yes deletes them.`,
    )
  }
  if (place.isServed && plan !== undefined) await order(place, name, 'delete')
  files.remove(name)
  records.deleteWorkshop(name)
  return [`${name} is deleted.`]
}

async function order(place: Place, workshop: string, act: OrderAct): Promise<void> {
  const { writes } = place.records
  const number = giveOrder(writes, { workshop, act }, Date.now())
  const answer = await poll(ANSWER_MILLISECONDS, undefined, async () => {
    const said = answerOf(writes, number)
    return said === undefined ? undefined : { said }
  })
  if (answer === undefined) {
    throw new WorkshopError('The server does not answer. Look at its log.')
  }
  if (answer.said !== null) throw new WorkshopError(answer.said)
}

import {
  COMMAND_LINE,
  FIRST_HOST,
  furtherHostName,
  loadHostToken,
  renewFirstToken,
  renewHostToken,
} from '../../sandbox-server/workshops/host-tokens.ts'
import { WorkshopError } from '../../sandbox-server/workshops/workshop-error.ts'
import { NO_WORKSHOP } from '../../sandbox-server/workshops/workshops.ts'
import { WORKSHOP } from './call.ts'
import type { Place } from './place.ts'
import { boardLink } from './words.ts'

/** @param isNew whether the token of before is to be no longer good. @returns the link of the board. */
export async function token(place: Place, isNew: boolean): Promise<string[]> {
  const { stateDirectory, records } = place
  const make = isNew ? renewFirstToken : loadHostToken
  const now = Date.now()
  if (isNew) records.acted(NO_WORKSHOP, COMMAND_LINE, now, { act: 'renew-token' })
  const link = boardLink(place, await make(stateDirectory, records, now))
  if (!isNew) return [link]
  // Whoever had the old token may have invited somebody.
  const others = furtherHosts(place)
  const stay = `Further hosts stay: ${others.join(', ')}. ${WORKSHOP} revoke HOST closes the boards of one.`
  const closed = 'Boards with the old token are closed within seconds.'
  return [link, closed, ...(others.length === 0 ? [] : [stay])]
}

/** Lets a further host in. @returns the link of that host's board, which is shown this once. */
export function invite(place: Place, typed: string): string[] {
  const { records } = place
  const host = furtherHostName(records, typed)
  const now = Date.now()
  records.acted(NO_WORKSHOP, COMMAND_LINE, now, { act: 'invite', host })
  const link = boardLink(place, renewHostToken(records, host, now))
  return [link, `Give it to ${host} alone: it is shown this once.`]
}

/** Closes the boards of a further host. */
export function revoke(place: Place, host: string): string[] {
  const { records } = place
  if (host === FIRST_HOST) {
    throw new WorkshopError(`The first host is you: ${WORKSHOP} token --new closes old boards.`)
  }
  if (!records.hasHost(host)) {
    const others = furtherHosts(place)
    const there = others.length === 0 ? 'Nobody was invited.' : `Invited: ${others.join(', ')}.`
    throw new WorkshopError(`There is no host ${host}. ${there}`)
  }
  records.acted(NO_WORKSHOP, COMMAND_LINE, Date.now(), { act: 'revoke', host })
  records.revokeHost(host)
  return [`${host} is no host any more. Open boards are closed within seconds.`]
}

function furtherHosts({ records }: Place): string[] {
  const names = records.hosts().map(({ name }) => name)
  return names.filter((name) => name !== FIRST_HOST)
}

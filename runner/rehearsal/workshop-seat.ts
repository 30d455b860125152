import { JOIN_PATH, joinRefusal, MINE_PATH, takenSeat } from '../../protocol/join-messages.ts'
import { RehearsalError } from './rehearsal-error.ts'

/** Time for one answer, in milliseconds: a form that takes longer is reloaded by its reader. */
const ANSWER_MILLISECONDS = 30_000

/**
 * Takes a seat, as the join page does.
 * @returns the token of the reader's session.
 * @throws {RehearsalError} with what the join page would say.
 */
export async function joinWorkshop(
  address: string,
  seat: { readonly code: string; readonly name: string },
  signal: AbortSignal,
): Promise<string> {
  const answer = await ask(address, JOIN_PATH, signal, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...seat, hasThumbnail: true }),
  })
  const body: unknown = await answer.json().catch(() => undefined)
  const taken = takenSeat.safeParse(body)
  if (taken.success) return taken.data.token
  const refused = joinRefusal.safeParse(body)
  // Of a rehearsal that was ended by force, or that goes on beside this one.
  const { suggestion } = refused.data ?? {}
  if (suggestion !== undefined && suggestion !== seat.name) {
    return joinWorkshop(address, { ...seat, name: suggestion }, signal)
  }
  throw new RehearsalError(
    refused.success ? refused.data.sentence : `Joining was answered with ${answer.status}.`,
  )
}

/**
 * Deletes a seat and what the workshop keeps of it, as its reader can.
 * @throws {RehearsalError} where the server does not do it.
 */
export async function giveUpSeat(address: string, token: string): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_MILLISECONDS)
  const answer = await ask(address, MINE_PATH, signal, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${token}` },
  })
  await answer.text()
  if (!answer.ok) throw new RehearsalError(`It was answered with ${answer.status}.`)
}

async function ask(
  address: string,
  path: string,
  signal: AbortSignal,
  request: RequestInit,
): Promise<Response> {
  const { origin } = new URL(address)
  const late = AbortSignal.timeout(ANSWER_MILLISECONDS)
  try {
    return await fetch(`${address}${path}`, {
      ...request,
      headers: { ...request.headers, Origin: origin },
      signal: AbortSignal.any([signal, late]),
    })
  } catch (error) {
    signal.throwIfAborted()
    if (late.aborted) throw new RehearsalError('The server did not answer within 30 s.')
    const { cause } = error as Error
    const reason = cause instanceof Error ? cause.message : (error as Error).message
    throw new RehearsalError(`The server cannot be reached: ${reason}.`)
  }
}

import * as z from 'zod/mini'
import { JOIN_PATH, MINE_PATH } from '../../protocol/join-messages.ts'
import { RehearsalError } from './rehearsal-error.ts'

/** Time for one answer, in milliseconds: a form that takes longer is reloaded by its reader. */
const ANSWER_MILLISECONDS = 30_000

/** Of the answers, what a rehearsal needs. */
const taken = z.object({ token: z.string() })
const refused = z.object({ sentence: z.string(), suggestion: z.optional(z.string()) })

/** A seat that was taken: whose it is, and the token of the reader's session. */
export interface TakenSeat {
  readonly name: string
  readonly token: string
}

/**
 * Takes a seat, as the join page does.
 * @throws {RehearsalError} with what the join page would say.
 */
export async function joinWorkshop(
  address: string,
  seat: { readonly code: string; readonly name: string },
): Promise<TakenSeat> {
  const answer = await ask(address, JOIN_PATH, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...seat, hasThumbnail: true }),
  })
  const body: unknown = await answer.json().catch(() => undefined)
  const seated = taken.safeParse(body)
  if (seated.success) return { name: seat.name, token: seated.data.token }
  const { sentence, suggestion } = refused.safeParse(body).data ?? {}
  // The name is that of a rehearsal that was ended by force, or that goes on beside this one.
  if (suggestion !== undefined && suggestion !== seat.name) {
    return joinWorkshop(address, { ...seat, name: suggestion })
  }
  throw new RehearsalError(sentence ?? `Joining was answered with ${answer.status}.`)
}

/**
 * Deletes a seat and what the workshop keeps of it, as its reader can.
 * @throws {RehearsalError} where the server does not do it.
 */
export async function giveUpSeat(address: string, token: string): Promise<void> {
  const answer = await ask(address, MINE_PATH, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${token}` },
  })
  await answer.text()
  if (!answer.ok) throw new RehearsalError(`It was answered with ${answer.status}.`)
}

async function ask(address: string, path: string, request: RequestInit): Promise<Response> {
  const { origin } = new URL(address)
  const late = AbortSignal.timeout(ANSWER_MILLISECONDS)
  try {
    return await fetch(`${address}${path}`, {
      ...request,
      headers: { ...request.headers, Origin: origin },
      signal: late,
    })
  } catch (error) {
    if (late.aborted) throw new RehearsalError('The server did not answer within 30 s.')
    const { cause } = error as Error
    const reason = cause instanceof Error ? cause.message : (error as Error).message
    throw new RehearsalError(`The server cannot be reached: ${reason}.`)
  }
}

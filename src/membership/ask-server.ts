import * as z from 'zod/mini'
import {
  CERTIFICATE_PATH,
  type Invitation,
  invitation,
  JOIN_PATH,
  type JoinRefusal,
  type JoinRequest,
  joinRefusal,
  type KeptSeat,
  keptSeat,
  LEAVE_PATH,
  MINE_PATH,
  type Mine,
  MOVE_PATH,
  mine,
  SEAT_PATH,
  type TakenSeat,
  takenSeat,
  WORKSHOP_PATH,
} from '../../protocol/join-messages.ts'
import { atBase } from '../site/at-base.ts'
import { seatToken } from './membership.ts'

/** The server refused, or there is none that knows of workshops. */
export class Refusal extends Error {
  readonly refusal:
    | Pick<JoinRefusal, 'trouble' | 'suggestion'>
    | { readonly trouble: 'unreachable' }

  constructor(refusal: Refusal['refusal']) {
    super(refusal.trouble)
    this.refusal = refusal
  }
}

/** Time for an answer, in milliseconds. */
const ANSWER_MILLISECONDS = 15_000

/** @throws {Refusal} */
export function askInvitation(code: string): Promise<Invitation> {
  return ask('GET', `${WORKSHOP_PATH}?${new URLSearchParams({ code })}`, invitation)
}

/** @throws {Refusal} */
export function join(request: JoinRequest): Promise<TakenSeat> {
  return ask('POST', JOIN_PATH, takenSeat, request)
}

/** Brings a seat here. @throws {Refusal} */
export function moveHere(code: string): Promise<TakenSeat> {
  return ask('POST', MOVE_PATH, takenSeat, { code })
}

/** @throws {Refusal} also where this browser has no seat any longer. */
export function askSeat(): Promise<KeptSeat> {
  return ask('GET', SEAT_PATH, keptSeat)
}

/** @throws {Refusal} */
export function askMine(): Promise<Mine> {
  return ask('GET', MINE_PATH, mine)
}

/** @throws {Refusal} */
export async function deleteMine(): Promise<void> {
  await ask('DELETE', MINE_PATH, z.unknown())
}

/** @throws {Refusal} */
export async function leave(): Promise<void> {
  await ask('POST', LEAVE_PATH, z.unknown(), {})
}

/** @returns a PDF. @throws {Refusal} */
export async function askCertificate(): Promise<Blob> {
  return (await send('GET', CERTIFICATE_PATH)).blob()
}

async function ask<Schema extends z.ZodMiniType>(
  method: string,
  path: string,
  schema: Schema,
  body?: unknown,
): Promise<z.infer<Schema>> {
  const response = await send(method, path, body)
  const answer = schema.safeParse(await response.json().catch(() => undefined))
  if (!answer.success) throw new Refusal({ trouble: 'no-workshops' })
  return answer.data
}

/** @returns an answer of success. */
async function send(method: string, path: string, body?: unknown): Promise<Response> {
  const token = seatToken()
  const response = await fetch(atBase(path), {
    method,
    cache: 'no-store',
    signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
    headers: {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refusal({ trouble: 'unreachable' })
  })
  if (response.ok) return response
  const refused = joinRefusal.safeParse(await response.json().catch(() => undefined))
  // A site that nothing but files is behind, or an older server, answers with a page.
  throw new Refusal(refused.success ? refused.data : { trouble: 'no-workshops' })
}

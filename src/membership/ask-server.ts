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
  return ask('POST', JOIN_PATH, takenSeat, { body: request })
}

/** Brings a seat here. @throws {Refusal} */
export function moveHere(code: string): Promise<TakenSeat> {
  return ask('POST', MOVE_PATH, takenSeat, { body: { code } })
}

/** @throws {Refusal} also where this browser has no seat any longer. */
export function askSeat(): Promise<KeptSeat> {
  return ask('GET', SEAT_PATH, keptSeat)
}

/** @param token of a seat; undefined: of the one that this browser has. @throws {Refusal} */
export function askMine(token?: string): Promise<Mine> {
  return ask('GET', MINE_PATH, mine, { token })
}

/** @param token as above. @throws {Refusal} */
export async function deleteMine(token?: string): Promise<void> {
  await ask('DELETE', MINE_PATH, z.unknown(), { token })
}

/** @throws {Refusal} */
export async function leave(): Promise<void> {
  await ask('POST', LEAVE_PATH, z.unknown(), { body: {} })
}

/** @returns a PDF. @throws {Refusal} */
export async function askCertificate(): Promise<Blob> {
  return (await send('GET', CERTIFICATE_PATH)).blob()
}

interface Sent {
  readonly body?: unknown
  /** Of a seat; that of this browser where it is not said. */
  readonly token?: string | undefined
}

async function ask<Schema extends z.ZodMiniType>(
  method: string,
  path: string,
  schema: Schema,
  sent: Sent = {},
): Promise<z.infer<Schema>> {
  const response = await send(method, path, sent)
  const answer = schema.safeParse(await response.json().catch(() => undefined))
  if (!answer.success) throw new Refusal({ trouble: 'no-workshops' })
  return answer.data
}

/** @returns an answer of success. */
async function send(
  method: string,
  path: string,
  { body, token = seatToken() }: Sent = {},
): Promise<Response> {
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

import type { IncomingMessage } from 'node:http'
import type * as z from 'zod/mini'
import {
  CERTIFICATE_PATH,
  JOIN_PATH,
  joinRequest,
  LEAVE_PATH,
  MINE_PATH,
  MOVE_PATH,
  moveRequest,
  SEAT_PATH,
  WORKSHOP_PATH,
} from '../../protocol/join-messages.ts'
import { parseMessage } from '../../protocol/messages.ts'
import type { Admission } from '../gateway/admission.ts'
import { readBody } from '../gateway/request-body.ts'
import { JoinError } from '../workshops/join-error.ts'
import type { TakenSeat, Workshops } from '../workshops/workshops.ts'
import type { JoinDesk } from './join-desk.ts'

/** Largest body, in bytes: a name that is far too long gets its own sentence. */
const MOST_BYTES = 128 * 1024

/** What a route answers: JSON, or a PDF. */
export type Answer = object | Uint8Array

export interface JoinRoutes {
  readonly desk: JoinDesk
  readonly workshops: Workshops | undefined
  readonly admission: Admission
}

interface Asked extends JoinRoutes {
  readonly request: IncomingMessage
  readonly url: URL
}

/** By method and path, what participants and those who want to be some can ask. */
export const joinRoutes: Readonly<Record<string, (asked: Asked) => Answer | Promise<Answer>>> = {
  [`GET ${WORKSHOP_PATH}`]: ({ desk, url, ...asked }) =>
    desk.invitation(url.searchParams.get('code') ?? '', addressOf(asked)),
  async [`POST ${JOIN_PATH}`](asked) {
    const { body, address } = await read(asked, joinRequest)
    return asked.desk.join(body, address)
  },
  async [`POST ${MOVE_PATH}`](asked) {
    const { body, address } = await read(asked, moveRequest)
    return asked.desk.move(body.code, address)
  },
  [`GET ${SEAT_PATH}`]: async (asked) => asked.desk.kept(await seatOf(asked)),
  [`GET ${CERTIFICATE_PATH}`]: async (asked) => asked.desk.certificate(await seatOf(asked)),
  // What is kept of a reader stays theirs to see and to delete after they have left.
  [`GET ${MINE_PATH}`]: async (asked) =>
    asked.desk.mine(await asked.desk.keptSeatOf(tokenOf(asked))),
  async [`DELETE ${MINE_PATH}`](asked) {
    expectOwnPage(asked)
    asked.workshops?.forget(await asked.desk.keptSeatOf(tokenOf(asked)))
    return {}
  },
  async [`POST ${LEAVE_PATH}`](asked) {
    expectOwnPage(asked)
    asked.workshops?.leave(await seatOf(asked))
    return {}
  },
}

/** @throws {JoinError} where the page is of another site. */
function expectOwnPage({ admission, request }: Pick<Asked, 'admission' | 'request'>): void {
  if (admission.originOf(request) === undefined) throw new JoinError('malformed')
}

function addressOf({ admission, request }: Pick<Asked, 'admission' | 'request'>) {
  const place = admission.ask(request)
  if (place === undefined) throw new JoinError('busy')
  place.release()
  return place.address
}

async function read<Schema extends z.ZodMiniType>(
  asked: Pick<Asked, 'admission' | 'request'>,
  schema: Schema,
): Promise<{ body: z.infer<Schema>; address: string | undefined }> {
  expectOwnPage(asked)
  const place = asked.admission.ask(asked.request)
  if (place === undefined) throw new JoinError('busy')
  const text = await readBody(asked.request, MOST_BYTES).finally(place.release)
  const body = text === undefined ? undefined : parseMessage(schema, text)
  if (body === undefined) throw new JoinError('malformed')
  return { body, address: place.address }
}

/** @returns where the reader sits whose token is in the header (RFC 6750). @throws {JoinError} */
function seatOf({ desk, request }: Pick<Asked, 'desk' | 'request'>): Promise<TakenSeat> {
  return desk.seatOf(tokenOf({ request }))
}

/** @returns the token of the header; empty where there is none that can be one. */
function tokenOf({ request }: Pick<Asked, 'request'>): string {
  return /^Bearer (\S{1,2048})$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import * as z from 'zod'
import { personName } from '../../protocol/workshop-messages.ts'
import type { Admission } from '../gateway/admission.ts'
import { readBody } from '../gateway/request-body.ts'
import { WorkshopError } from '../workshops/workshop-error.ts'
import type { Workshops } from '../workshops/workshops.ts'

/** Below which all of this is; `/board/live` is the socket of the board. */
const PREFIX = '/board/'

/** Largest body, in bytes. */
const MOST_BYTES = 16 * 1024

const joinRequest = z.strictObject({
  code: z.string().max(64),
  name: personName,
  group: z.optional(personName),
  hasThumbnail: z.boolean(),
})

export interface BoardRoutesOptions {
  /** Undefined where this server has no live terminals. */
  readonly workshops: Workshops | undefined
  readonly admission: Admission
  readonly onFault: (error: unknown) => void
  /** Answers everything else. */
  readonly next: RequestListener
}

/** Answers what the join page asks. */
export function serveBoardRoutes({
  workshops,
  admission,
  onFault,
  next,
}: BoardRoutesOptions): RequestListener {
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host')
    if (!pathname.startsWith(PREFIX)) return next(request, response)
    try {
      if (workshops === undefined) throw new WorkshopError('There are no workshops on this server.')
      if (request.method === 'GET' && pathname === `${PREFIX}workshop`) {
        const { entry, plan } = workshops.ofCode(searchParams.get('code') ?? '')
        const { title, course, phase, opens, closes } = entry
        const groups = plan.groups.map(({ group }) => group)
        const { records, thumbnails } = plan
        return answer(response, 200, {
          title,
          course,
          phase,
          opens,
          closes,
          groups,
          records,
          thumbnails,
        })
      }
      if (request.method === 'POST' && pathname === `${PREFIX}join`) {
        return answer(response, 200, await join(workshops, request))
      }
      answer(response, 404, { sentence: 'There is nothing here.' })
    } catch (error) {
      if (!(error instanceof WorkshopError)) onFault(error)
      const sentence =
        error instanceof WorkshopError
          ? error.message
          : 'Something went wrong in the server. Try again.'
      answer(response, error instanceof WorkshopError ? 400 : 500, { sentence })
    }
  }

  async function join(workshops: Workshops, request: IncomingMessage) {
    if (admission.originOf(request) === undefined) {
      throw new WorkshopError('Pages of another site cannot join a workshop here.')
    }
    const body = await readBody(request, MOST_BYTES)
    const { data } = joinRequest.safeParse(parseJson(body))
    if (data === undefined) throw new WorkshopError('A code and a name are needed.')
    const { code, ...reader } = data
    const workshop = workshops.ofCode(code)
    const { token, seat } = await workshops.join(workshop, reader)
    const { course, chapters } = workshop.plan
    return {
      token,
      course,
      seat: seat.number,
      workshop: workshop.name,
      chapter: chapters?.[0] ?? null,
    }
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(JSON.stringify(body))
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { EXPORT_PATH, REPORT_PATH, type ReportAnswer } from '../../protocol/report-messages.ts'
import type { Admission } from '../gateway/admission.ts'
import { jsonOf } from '../workshops/export/json.ts'
import { zipOf } from '../workshops/export/zip.ts'
import { recordedWorkshop } from '../workshops/records/recorded-workshop.ts'
import { RecordsError } from '../workshops/records/records-error.ts'
import { reportOn } from '../workshops/report/report.ts'
import type { Workshop } from '../workshops/workshop.ts'
import { WorkshopError } from '../workshops/workshop-error.ts'
import type { Workshops } from '../workshops/workshops.ts'
import { BOARD_PREFIX, pathBelowBoard } from './board-path.ts'

export interface ReportRoutesOptions {
  /** Undefined where this server has no live terminals, and so no workshops. */
  readonly workshops: Workshops | undefined
  readonly admission: Admission
  /** By their names. */
  readonly courses: readonly string[]
  /** The full names of a course's blocks, in their order. */
  readonly orderOf: (course: string) => Promise<readonly string[]>
  readonly onFault: (error: unknown) => void
  /** Answers everything else. */
  readonly next: RequestListener
}

const UNAUTHORIZED = 401

/** Answers the page of the report, and gives out what is kept: to hosts alone. */
export function serveReportRoutes(options: ReportRoutesOptions): RequestListener {
  const { courses, workshops, admission, onFault, next } = options
  return async (request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://host')
    const below = url && pathBelowBoard(url.pathname, courses)
    const path = below && BOARD_PREFIX + below
    const isAsked = request.method === 'GET' && (path === REPORT_PATH || path === EXPORT_PATH)
    if (!(url && isAsked)) return next(request, response)
    const place = admission.ask(request)
    try {
      if (place === undefined) return refuse(response, 429, 'Too many requests. Try again.')
      if (workshops === undefined) return refuse(response, 404, 'This server has no workshops.')
      const host = hostOf(request, workshops)
      if (host === undefined) {
        return refuse(
          response,
          UNAUTHORIZED,
          'That is no host’s token. Open the board’s link again.',
        )
      }
      const name = url.searchParams.get('workshop') ?? ''
      if (path === EXPORT_PATH) {
        const workshop = workshops.named(name)
        await giveOut(workshops, workshop, url.searchParams.get('format') ?? '', host, response)
      } else if (name === '') {
        const all = [...workshops.all].map(({ name, plan }) => ({
          workshop: name,
          title: plan.title,
        }))
        send(response, 200, { workshops: all })
      } else {
        send(response, 200, await reportOf(workshops, workshops.named(name), options.orderOf))
      }
    } catch (error) {
      if (!(error instanceof WorkshopError)) onFault(error)
      if (response.headersSent) response.destroy()
      else if (error instanceof WorkshopError) refuse(response, 404, error.message)
      else refuse(response, error instanceof RecordsError ? 503 : 500, faultWords(error))
    } finally {
      place?.release()
    }
  }
}

/** @returns the name of the host whose token is in the header (RFC 6750). */
function hostOf({ headers }: IncomingMessage, workshops: Workshops): string | undefined {
  const [, token] = /^Bearer (\S{1,200})$/.exec(headers.authorization ?? '') ?? []
  return token === undefined ? undefined : workshops.hostOf(token)
}

async function reportOf(
  workshops: Workshops,
  workshop: Workshop,
  orderOf: ReportRoutesOptions['orderOf'],
): Promise<ReportAnswer> {
  const { title, course } = workshop.plan
  const order = await orderOf(course)
  using snapshot = workshops.records.writes.snapshot()
  return {
    workshop: workshop.name,
    title,
    course,
    phase: workshop.phase,
    ...workshop.span,
    report: reportOn(recordedWorkshop(snapshot, workshop.name), order),
  }
}

/** What is kept names people: who took it is in the log of actions. */
async function giveOut(
  workshops: Workshops,
  workshop: Workshop,
  format: string,
  host: string,
  response: ServerResponse,
): Promise<void> {
  if (format !== 'csv' && format !== 'json') {
    refuse(response, 400, 'An export is csv or json.')
    return
  }
  const { name } = workshop
  workshop.acted(host, { act: 'export', format })
  using snapshot = workshops.records.writes.snapshot()
  const pieces = format === 'csv' ? zipOf(snapshot, name) : jsonOf(snapshot, name, Date.now())
  const ending = format === 'csv' ? 'zip' : 'json'
  response.writeHead(200, {
    ...HEADERS,
    'Content-Type': format === 'csv' ? 'application/zip' : 'application/json; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}.${ending}"`,
  })
  await pipeline(Readable.from(pieces, { objectMode: true }), response)
}

const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }

function faultWords(error: unknown): string {
  return error instanceof RecordsError
    ? error.message
    : 'Something went wrong in the server. Try again.'
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  send(response, status, { sentence })
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}

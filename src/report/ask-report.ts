import * as z from 'zod/mini'
import {
  EXPORT_PATH,
  REPORT_PATH,
  type ReportAnswer,
  reportAnswer,
  reportRefusal,
} from '../../protocol/report-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { atBase } from '../site/at-base.ts'

/** A workshop of which there can be a report. */
export type ReportChoice = z.infer<typeof choice>
const choice = z.object({ workshop: z.string(), title: z.string() })
const choices = z.object({ workshops: z.array(choice) })

/** The server has no report for this host; the message is a sentence. */
export class ReportError extends Error {
  override readonly name = 'ReportError'
  /** The token is no host's. */
  readonly isRefused: boolean

  constructor(sentence: string, isRefused = false) {
    super(sentence)
    this.isRefused = isRefused
  }
}

/** @throws {ReportError} */
export async function askReport(token: string, workshop: string): Promise<ReportAnswer> {
  const answer = await ask(token, REPORT_PATH, { workshop })
  return read(reportAnswer, answer)
}

/** The workshops of this server. @throws {ReportError} */
export async function askChoices(token: string): Promise<readonly ReportChoice[]> {
  return (await read(choices, await ask(token, REPORT_PATH, {}))).workshops
}

/** All that is kept of a workshop, as a file. @throws {ReportError} */
export async function askExport(
  token: string,
  workshop: string,
  format: 'csv' | 'json',
): Promise<Blob> {
  return (await ask(token, EXPORT_PATH, { workshop, format })).blob()
}

async function ask(
  token: string,
  path: string,
  wish: Readonly<Record<string, string>>,
): Promise<Response> {
  const answer = await fetch(`${atBase(path)}?${new URLSearchParams(wish)}`, {
    headers: { Authorization: `Bearer ${token}` },
    cache: 'no-store',
  }).catch(() => undefined)
  if (answer === undefined) throw new ReportError(phrase('report.unreachable'))
  if (answer.ok) return answer
  if (answer.status === UNAUTHORIZED) throw new ReportError(phrase('board.token-refused'), true)
  const refused = reportRefusal.safeParse(await answer.json().catch(() => undefined))
  throw new ReportError(refused.data?.sentence ?? phrase('report.unreachable'))
}

const UNAUTHORIZED = 401

async function read<Value>(schema: z.ZodMiniType<Value>, answer: Response): Promise<Value> {
  const parsed = schema.safeParse(await answer.json().catch(() => undefined))
  if (!parsed.success) throw new ReportError(phrase('report.malformed'))
  return parsed.data
}

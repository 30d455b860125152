import { pageClient } from '../live-terminal/page-client.ts'
import { type HistoryLine, parseHistory } from './image-history.ts'

/** @returns the history of an image of the reader's sandbox; empty where it has none of that name. */
export async function readHistory(image: string): Promise<readonly HistoryLine[]> {
  const format = "--no-trunc --human=false --format '{{json .}}'"
  const { stdout } = await pageClient.exec(`docker image history ${format} '${image}'`)
  return parseHistory(stdout)
}

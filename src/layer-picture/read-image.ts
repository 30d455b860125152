import { pageClient } from '../page/page-client.ts'
import { type HistoryLine, parseHistory } from './image-history.ts'

/** @returns the history of an image of the reader's sandbox; empty where it has none of that name. */
export async function readHistory(image: string): Promise<readonly HistoryLine[]> {
  const format = "--no-trunc --human=false --format '{{json .}}'"
  const { stdout } = await pageClient.exec(`docker image history ${format} '${image}'`)
  return parseHistory(stdout)
}

/** @returns how many layers an image of the reader's sandbox has; undefined where there is none. */
export async function readLayerCount(image: string): Promise<number | undefined> {
  const format = "--format '{{len .RootFS.Layers}}'"
  const { status, stdout } = await pageClient.exec(`docker image inspect ${format} '${image}'`)
  return status === 0 ? Number.parseInt(stdout, 10) : undefined
}

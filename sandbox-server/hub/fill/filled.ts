import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { CatalogueImage } from '../catalogue.ts'
import { isOfCourse } from '../own-image.ts'

const filledImage = z.object({
  /** Of the manifest that the hub serves. */
  digest: z.string(),
  /** `docker-hub`, or the recipe of the stand-in or of the course's own image. */
  from: z.string(),
  /** The digest on Docker Hub: of the list of platforms, where there is one. */
  pinned: z.string().optional(),
})

const filledFile = z.record(z.string(), filledImage)

export type FilledImages = z.infer<typeof filledFile>

export const FROM_DOCKER_HUB = 'docker-hub'

/** What the hub serves, by `repository:tag`: kept beside the images themselves. */
export async function readFilled(directory: string): Promise<FilledImages> {
  const path = pathIn(directory)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  try {
    return filledFile.parse(JSON.parse(text))
  } catch (cause) {
    throw new Error(`${path} cannot be read. Delete it, and fill the hub again.`, { cause })
  }
}

export async function writeFilled(directory: string, filled: FilledImages): Promise<void> {
  const path = pathIn(directory)
  await writeFile(`${path}.new`, `${JSON.stringify(filled, undefined, 2)}\n`)
  await rename(`${path}.new`, path)
}

/** @returns the images in the place of Docker Hub's own, as `repository:tag`. */
export function standInsOf(filled: FilledImages): string[] {
  return Object.entries(filled)
    .filter(([, { from }]) => from !== FROM_DOCKER_HUB && !isOfCourse(from))
    .map(([name]) => name)
}

export function nameOf({ repository, tag }: Pick<CatalogueImage, 'repository' | 'tag'>): string {
  return `${repository}:${tag}`
}

function pathIn(directory: string): string {
  return join(directory, 'filled.json')
}

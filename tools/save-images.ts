import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type Docker from 'dockerode'
import { engineSentence } from '../sandbox-server/drivers/docker-engine/engine-error.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'

/** What dockerode hands to docker-modem; dockerode itself saves one image at a time. */
interface Modem {
  dial(
    call: {
      readonly path: string
      readonly method: 'GET'
      readonly isStream: true
      readonly statusCodes: Readonly<Record<number, true | string>>
    },
    callback: (error: unknown, answer: Readable) => void,
  ): void
}

export interface SaveImages {
  readonly names: readonly string[]
  /** The file, as `docker save` writes it. */
  readonly path: string
  /** Told how many bytes are written. */
  readonly onProgress: (bytes: number) => void
  readonly signal: AbortSignal
}

/**
 * Writes images of an engine to a file, layers that they share once.
 * @throws {DriverError} with the engine's words; and what the file system says.
 */
export async function saveImages(docker: Docker, options: SaveImages): Promise<void> {
  const { names, path, onProgress, signal } = options
  const saved = await ask(docker, names)
  let bytes = 0
  saved.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    onProgress(bytes)
  })
  await pipeline(saved, createWriteStream(path), { signal })
}

function ask(docker: Docker, names: readonly string[]): Promise<Readable> {
  const query = names.map((name) => `names=${encodeURIComponent(name)}`).join('&')
  return new Promise((resolve, reject) => {
    const modem = docker.modem as unknown as Modem
    modem.dial(
      {
        // docker-modem takes off the last character of a path with a question mark in it.
        path: `/images/get?${query}&`,
        method: 'GET',
        isStream: true,
        statusCodes: { 200: true, 404: 'no such image', 500: 'server error' },
      },
      (error, answer) => {
        if (!error) return resolve(answer)
        const sentence = engineSentence('The images could not be saved', error)
        reject(new DriverError(sentence, { cause: error }))
      },
    )
  })
}

import { createHash } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { EngineTls } from './engine-address.ts'

/** The context that stands for DOCKER_HOST or the default socket, and has no file. */
export const DEFAULT_CONTEXT = 'default'

/** One endpoint that the Docker client knows by a name (`docker context ls`). */
export interface DockerContext {
  /** As in `DOCKER_HOST`. */
  readonly host: string
  readonly tls?: EngineTls | undefined
}

const configuration = z.object({ currentContext: z.string().optional() })

const metadata = z.object({
  Endpoints: z.object({
    docker: z.object({ Host: z.string(), SkipTLSVerify: z.boolean().optional() }),
  }),
})

/** @returns the context that the Docker client uses now; undefined where none was chosen. */
export async function currentContext(directory: string): Promise<string | undefined> {
  return (await readJson(join(directory, 'config.json'), configuration))?.currentContext
}

/** @returns the context of that name; undefined where there is none that can be read. */
export async function readContext(
  directory: string,
  name: string,
): Promise<DockerContext | undefined> {
  // The client keeps a context in a folder that is named by the hash of the context's name.
  const folder = createHash('sha256').update(name).digest('hex')
  const meta = await readJson(join(directory, 'contexts/meta', folder, 'meta.json'), metadata)
  if (!meta) return undefined
  const { Host: host, SkipTLSVerify: skipsVerification = false } = meta.Endpoints.docker
  const tlsDirectory = join(directory, 'contexts/tls', folder, 'docker')
  const hasTls = await access(tlsDirectory).then(
    () => true,
    () => false,
  )
  return {
    host,
    ...(hasTls && { tls: { directory: tlsDirectory, verify: !skipsVerification } }),
  }
}

async function readJson<Value>(path: string, schema: z.ZodType<Value>): Promise<Value | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    // A file that the client could not read either names no engine.
    return undefined
  }
}

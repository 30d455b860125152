import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimDeployment } from '../sandbox-server/deployment.ts'
import { createServer } from '../sandbox-server/server.ts'
import type { Settings } from '../sandbox-server/settings.ts'
import { openHost } from './open-host.ts'
import type { Steps } from './steps.ts'

export interface LiveServer extends AsyncDisposable {
  /** Such as `http://localhost:40123`. */
  readonly address: string
  /** Whether it has live terminals. */
  readonly isLive: boolean
  /** Resolves when what is prepared behind the scenes, such as the hub, is there or cannot be had. */
  readonly prepared: Promise<void>
}

export interface LiveServerOptions {
  readonly settings: Settings
  readonly steps: Steps
  readonly signal: AbortSignal
  readonly onFault: (error: unknown) => void
}

/**
 * The server of `npm start` without its pages, on a free port of this machine: for tools that need
 * sandboxes alone. Disposing of it removes every sandbox.
 */
export async function openLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const { settings, steps, signal, onFault } = options
  await using opened = new AsyncDisposableStack()
  const deployment = opened.use(await claimDeployment(settings.STATE_DIRECTORY))
  const host = opened.use(
    await openHost({
      settings,
      deployment: deployment.name,
      environment: process.env,
      steps,
      signal,
      onFault,
    }),
  )
  const pages = await noPages()
  opened.defer(() => rm(pages, { recursive: true }))
  const server = createServer({
    host: '127.0.0.1',
    port: 0,
    publicOrigins: settings.PUBLIC_ORIGINS,
    base: settings.BASE,
    previewSites: { host: settings.PREVIEW_HOST, port: settings.PREVIEW_PORT },
    pages,
    courses: host.live?.courses.map(({ name }) => name),
    live: host.live,
    onFault,
  })
  const address = await server.listen()
  opened.defer(() => server.close())
  const running = opened.move()
  return {
    address,
    isLive: host.live !== undefined,
    prepared: host.prepared,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function noPages(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-no-pages-'))
  await writeFile(join(directory, '404.html'), 'This server has terminals, and no pages.\n')
  return directory
}

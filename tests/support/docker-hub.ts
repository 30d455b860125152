import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { pushImage } from '../../sandbox-server/hub/fill/push-image.ts'
import { askRegistry, drop } from '../../sandbox-server/hub/store/registry-address.ts'
import { RegistryProcess } from '../../sandbox-server/hub/store/registry-process.ts'
import { digestOf, MANIFEST_TYPE, manifestOf } from './hub.ts'

const INDEX_TYPE = 'application/vnd.docker.distribution.manifest.list.v2+json'

/** A registry of ours that plays Docker Hub, on a port of this machine. */
export interface PretendDockerHub extends AsyncDisposable {
  /** Such as `127.0.0.1:40123`. */
  readonly address: string
  /** Puts an image of one layer there. @returns the manifest's digest. */
  add(repository: string, tag: string, content: string): Promise<string>
  /** Puts an image for several platforms there. @returns the digest of the list and of ours. */
  addForPlatforms(repository: string, tag: string): Promise<{ list: string; ours: string }>
  /** As when the network goes. */
  unplug(): void
}

export async function pretendDockerHub(): Promise<PretendDockerHub> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-docker-hub-'))
  const registry = await RegistryProcess.start({ directory, name: 'hub', onFault: () => {} })
  const sockets = new Set<Socket>()
  const door = createServer((socket) => {
    const inside = connect(registry.address.socketPath)
    for (const end of [socket, inside]) {
      sockets.add(end)
      end.on('error', () => end.destroy()).once('close', () => sockets.delete(end))
    }
    socket.pipe(inside).pipe(socket)
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  const { port } = door.address() as AddressInfo

  async function add(
    repository: string,
    tag: string,
    content: string,
    architecture: string = NODE_ARCHITECTURES[process.arch] ?? process.arch,
  ): Promise<string> {
    const config = Buffer.from(
      JSON.stringify({
        architecture,
        os: 'linux',
        rootfs: { type: 'layers', diff_ids: [digestOf(content)] },
        config: {},
      }),
    )
    const layer = gzipSync(content)
    const blobs = [config, layer].map((blob) => ({
      digest: digestOf(blob),
      size: blob.length,
      open: () => Readable.from([blob]),
    }))
    const manifest = Buffer.from(manifestOf(config, layer))
    const image = { mediaType: MANIFEST_TYPE, manifest, blobs }
    return pushImage(image, { registry: registry.address, repository, tag })
  }

  function unplug(): void {
    door.close()
    for (const socket of sockets) socket.destroy()
  }

  return {
    address: `127.0.0.1:${port}`,
    add: (repository, tag, content) => add(repository, tag, content),
    async addForPlatforms(repository, tag) {
      const ours = NODE_ARCHITECTURES[process.arch] ?? process.arch
      const manifests = []
      for (const architecture of new Set([ours, 's390x'])) {
        const digest = await add(repository, `${tag}-${architecture}`, architecture, architecture)
        const answer = await askRegistry(registry.address, {
          method: 'HEAD',
          path: `/v2/${repository}/manifests/${digest}`,
          headers: { accept: MANIFEST_TYPE },
        })
        drop(answer)
        manifests.push({
          mediaType: MANIFEST_TYPE,
          digest,
          size: Number(answer.headers['content-length']),
          platform: { os: 'linux', architecture },
        })
      }
      const list = Buffer.from(
        JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }),
      )
      const image = { mediaType: INDEX_TYPE, manifest: list, blobs: [] }
      return {
        list: await pushImage(image, { registry: registry.address, repository, tag }),
        ours: manifests[0]?.digest ?? '',
      }
    },
    unplug,
    async [Symbol.asyncDispose]() {
      unplug()
      await registry[Symbol.asyncDispose]()
      await rm(directory, { recursive: true })
    },
  }
}

/** Go's names for what Node names otherwise. */
const NODE_ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64' }

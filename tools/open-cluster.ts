import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { showNodeAddress } from '../node-protocol/address.ts'
import { standInsWithoutEngine } from '../sandbox-server/hub/fill/stand-in-builder.ts'
import { hubDirectory } from '../sandbox-server/hub/hub.ts'
import { MachineLayers } from '../sandbox-server/hub/store/machine-layers.ts'
import { HostTools } from '../sandbox-server/hub/store/tools.ts'
import { Cluster } from '../sandbox-server/nodes/cluster.ts'
import { NodeLink } from '../sandbox-server/nodes/node-link.ts'
import { serverCertificates } from './node-certificates.ts'
import { namedCourses } from './open-courses.ts'
import type { OpenHostOptions } from './open-host-options.ts'
import type { Ground, GroundCourse, HubNeeds } from './open-live.ts'
import { startHub } from './start-hub.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

const SECOND_MILLISECONDS = 1000

/**
 * What sandboxes run on where other machines have them: this server needs no engine. Those that do not
 * answer yet are waited for behind the scenes.
 * @throws {SettingError} where the certificates are missing.
 */
export async function openCluster(
  options: OpenHostOptions,
  kept: () => ReadonlySet<string>,
  opened: AsyncDisposableStack,
): Promise<Ground> {
  const { settings, deployment, steps, signal, onFault } = options
  const certificates = await serverCertificates(settings)
  const named = (await namedCourses(settings)).map(({ name, folder }) => {
    return { name, folder, hasEngine: folder.file.sandbox.engine }
  })
  // Names this start: a node works for one at a time.
  const hello = { version, server: randomBytes(16).toString('hex'), deployment }
  const cluster = opened.use(
    new Cluster({
      addresses: settings.NODES ?? [],
      courses: named,
      label: settings.NODE_LABEL,
      lostMilliseconds: settings.NODE_LOST_SECONDS * SECOND_MILLISECONDS,
      kept,
      connect: (address) => new NodeLink({ address, certificates, hello }),
      onFault,
    }),
  )
  await steps.do(
    'Nodes',
    () => cluster.settled(signal),
    () => cluster.here.map(({ name }) => name).join(', '),
  )
  sayTroubles(options, cluster)
  return {
    courses: named.map((course): GroundCourse => {
      const { name } = course
      return {
        ...course,
        driver: cluster.driver(name),
        driverWith: (limits) => cluster.driver(name, limits),
        watchImage: (onChange) => cluster.watchImage(name, onChange),
      }
    }),
    machines: cluster,
    startsAtOnce: settings.STARTS_AT_ONCE,
    openHub: (needs) => openHubOf(options, cluster, needs, opened),
  }
}

/** A host should know at the start what no reader may hear of. */
function sayTroubles({ settings, steps }: OpenHostOptions, cluster: Cluster): void {
  for (const { name, state, why } of cluster.all) {
    if (state !== 'active') steps.say(`  ${name} takes no readers: ${why ?? `it is ${state}`}`)
  }
  for (const { name, facts } of cluster.here) {
    for (const warning of facts.warnings) steps.say(`  ${name}: ${warning}`)
  }
  if (cluster.all.some(({ state }) => state === 'active')) return
  const addresses = (settings.NODES ?? []).map(showNodeAddress).join(', ')
  steps.say(
    `  No machine takes readers yet. The pages are served, and readers get sandboxes as soon as a node program answers at ${addresses}.`,
  )
}

async function openHubOf(
  options: OpenHostOptions,
  cluster: Cluster,
  needs: HubNeeds,
  opened: AsyncDisposableStack,
): ReturnType<Ground['openHub']> {
  const { settings, onFault } = options
  const { course, key, living } = needs
  const started = await startHub({
    ...options,
    key,
    livingSandboxes: living,
    store: undefined,
    standIns: await standInsWithoutEngine(),
    tools: new HostTools(),
  })
  if (started === undefined) return undefined
  const { hub, contents } = started.opened
  const layers = new MachineLayers({
    directory: hubDirectory(settings.STATE_DIRECTORY),
    key,
    hub,
    contents,
    listed: started.listed,
    machines: () =>
      cluster.here.flatMap((node) => {
        const found = node.facts.courses.find(({ name }) => name === course)
        if (node.state !== 'active' || found === undefined) return []
        return { id: node.id, driver: node.driver(course), sandboxImage: found.image }
      }),
    onFault,
  })
  // Before the hub ends, which what is under way pulls from.
  opened.use(started.opened)
  opened.use(layers)
  opened.defer(contents.watch(() => layers.look()))
  opened.defer(cluster.watch(() => layers.look()))
  layers.look()
  return { ...started, layers }
}

import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { claimDeployment } from '../sandbox-server/deployment.ts'
import {
  listLayerVolumes,
  removeLayerVolume,
} from '../sandbox-server/drivers/docker-engine/layer-volumes.ts'
import { sweepLeftovers } from '../sandbox-server/drivers/docker-engine/sweep.ts'
import { findEngine } from '../sandbox-server/engines/find-engine.ts'
import { readCatalogue } from '../sandbox-server/hub/catalogue.ts'
import { ContainerTools } from '../sandbox-server/hub/fill/container-tools.ts'
import { LOCK_PATH } from '../sandbox-server/hub/fill/digest-lock.ts'
import { DOCKER_HUB } from '../sandbox-server/hub/fill/docker-hub.ts'
import { fillCatalogue } from '../sandbox-server/hub/fill/fill.ts'
import { standInsOf } from '../sandbox-server/hub/fill/filled.ts'
import { createStandInBuilder } from '../sandbox-server/hub/fill/stand-in-builder.ts'
import { hubDirectory } from '../sandbox-server/hub/hub.ts'
import { removeHubFiles } from '../sandbox-server/hub/store/remove.ts'
import { HostTools } from '../sandbox-server/hub/store/tools.ts'
import { readSettings } from '../sandbox-server/settings.ts'

const USAGE = `npm run hub -- fill [--stand-ins]
npm run hub -- remove

fill gives this deployment's hub every image of content/catalogue.json: Docker Hub's own where it
can be reached, at the digests of content/catalogue.lock.json, else stand-ins built here.

  --stand-ins  build stand-ins even where Docker Hub can be reached

remove takes the hub's images and its layer stores off this machine. No server may run meanwhile.`

/** @returns the exit status. */
async function main(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    options: { 'stand-ins': { type: 'boolean' }, help: { type: 'boolean' } },
    allowPositionals: true,
  })
  const command = COMMANDS.get(positionals.join(' '))
  if (values.help || command === undefined) {
    console.error(USAGE)
    return values.help ? 0 : 2
  }
  const { STATE_DIRECTORY } = readSettings(process.env)
  await command(STATE_DIRECTORY, values['stand-ins'] ?? false)
  return 0
}

type Command = (stateDirectory: string, onlyStandIns: boolean) => Promise<void>

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['fill', fill],
  ['remove', remove],
])

async function fill(stateDirectory: string, onlyStandIns: boolean): Promise<void> {
  const { docker } = await findEngine(process.env)
  const directory = hubDirectory(stateDirectory)
  const owner = ownerOf(directory)
  const filled = await fillCatalogue({
    directory,
    catalogue: await readCatalogue(),
    lockPath: LOCK_PATH,
    source: onlyStandIns ? undefined : DOCKER_HUB,
    standIns: await createStandInBuilder(docker, owner),
    tools: new HostTools(new ContainerTools(docker, owner)),
    onProgress: ({ step, total, text }) => console.log(`${step}/${total} ${text}`),
  })
  const standIns = standInsOf(filled)
  console.log(
    standIns.length === 0
      ? 'The hub serves the images of Docker Hub.'
      : `The hub serves stand-ins for these, built here: ${standIns.join(', ')}`,
  )
}

/** Of its own: a server that starts meanwhile sweeps what is its deployment's. */
function ownerOf(directory: string): string {
  return `fill-${createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 8)}`
}

async function remove(stateDirectory: string): Promise<void> {
  await access(stateDirectory).catch(() => {
    throw new Error(`There is no state directory ${stateDirectory}, and so no hub.`)
  })
  await using deployment = await claimDeployment(stateDirectory)
  const { docker } = await findEngine(process.env)
  // A sandbox of a server that was killed holds on to its store.
  await sweepLeftovers(docker, deployment.name)
  const stores = await listLayerVolumes(docker, deployment.name)
  for (const store of stores) await removeLayerVolume(docker, store)
  // What a fill has left that was killed.
  for (const owner of [deployment.name, ownerOf(hubDirectory(stateDirectory))]) {
    await (await createStandInBuilder(docker, owner)).removeAll()
  }
  const removed = [...(await removeHubFiles(stateDirectory)), ...stores]
  console.log(removed.length === 0 ? 'There was no hub.' : `Removed ${removed.join(', ')}`)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

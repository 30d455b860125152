import { access } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { hostCommand } from '../sandbox-server/common/installation.ts'
import { claimDeployment } from '../sandbox-server/deployment.ts'
import {
  listLayerVolumes,
  removeLayerVolume,
} from '../sandbox-server/drivers/docker-engine/layer-volumes.ts'
import { sweepLeftovers } from '../sandbox-server/drivers/docker-engine/sweep.ts'
import { findEngine } from '../sandbox-server/engines/find-engine.ts'
import { changesOf } from '../sandbox-server/hub/fill/fill.ts'
import { readFilled, standInsOf } from '../sandbox-server/hub/fill/filled.ts'
import { createStandInBuilder } from '../sandbox-server/hub/fill/stand-in-builder.ts'
import { hubDirectory } from '../sandbox-server/hub/hub.ts'
import { removeHubFiles } from '../sandbox-server/hub/store/remove.ts'
import { readSettings, type Settings } from '../sandbox-server/settings.ts'
import { fillHub, fillOwner } from './fill-hub.ts'

/** As a host types it, before a word. */
const HUB = hostCommand('hub', ['']).trimEnd()

const USAGE = `${HUB} fill [--stand-ins]
${HUB} upgrade [--stand-ins]
${HUB} remove

fill gives this deployment's hub every image of the course's images.yaml: Docker Hub's own where it
can be reached, at the digests of its images.lock.json, else stand-ins built here.

upgrade does the same for what each tag is today, writes that to images.lock.json, and says
what has changed. A server that runs takes it at its next start.

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
  await command(readSettings(process.env), values['stand-ins'] ?? false)
  return 0
}

type Command = (settings: Settings, onlyStandIns: boolean) => Promise<void>

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['fill', (settings, onlyStandIns) => fill(settings, onlyStandIns, false)],
  ['upgrade', (settings, onlyStandIns) => fill(settings, onlyStandIns, true)],
  ['remove', remove],
])

async function fill(settings: Settings, onlyStandIns: boolean, anew: boolean): Promise<void> {
  const { docker } = await findEngine(process.env)
  const before = await readFilled(hubDirectory(settings.STATE_DIRECTORY))
  const filled = await fillHub({
    docker,
    settings,
    onlyStandIns,
    anew,
    onProgress: ({ step, total, text }) => console.log(`${step}/${total} ${text}`),
  })
  const changes = changesOf(before, filled)
  if (anew) console.log(changes.length === 0 ? 'Nothing has changed.' : changes.join('\n'))
  const standIns = standInsOf(filled)
  console.log(
    standIns.length === 0
      ? 'The hub serves the images of Docker Hub.'
      : `The hub serves stand-ins for these, built here: ${standIns.join(', ')}`,
  )
}

async function remove({ STATE_DIRECTORY: stateDirectory }: Settings): Promise<void> {
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
  for (const owner of [deployment.name, fillOwner(hubDirectory(stateDirectory))]) {
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

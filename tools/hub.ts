import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ContainerTools } from '../sandbox-server/drivers/docker-engine/container-tools.ts'
import { findEngine } from '../sandbox-server/drivers/docker-engine/find-engine.ts'
import { createStandInBuilder } from '../sandbox-server/drivers/docker-engine/stand-in-builder.ts'
import { readCatalogue } from '../sandbox-server/hub/catalogue.ts'
import { LOCK_PATH } from '../sandbox-server/hub/digest-lock.ts'
import { DOCKER_HUB } from '../sandbox-server/hub/docker-hub.ts'
import { fillCatalogue } from '../sandbox-server/hub/fill.ts'
import { standInsOf } from '../sandbox-server/hub/filled.ts'
import { hubDirectory } from '../sandbox-server/hub/hub.ts'
import { HostTools } from '../sandbox-server/hub/tools.ts'
import { readSettings } from '../sandbox-server/settings.ts'

const USAGE = `npm run hub -- fill [--stand-ins]

Gives this deployment's hub every image of content/catalogue.json: Docker Hub's own where it can be
reached, at the digests of content/catalogue.lock.json, else stand-ins built here.

  --stand-ins  build stand-ins even where Docker Hub can be reached`

/** @returns the exit status. */
async function main(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    options: { 'stand-ins': { type: 'boolean' }, help: { type: 'boolean' } },
    allowPositionals: true,
  })
  if (values.help || positionals.length !== 1 || positionals[0] !== 'fill') {
    console.error(USAGE)
    return values.help ? 0 : 2
  }
  const settings = readSettings(process.env)
  const { docker } = await findEngine(process.env)
  const directory = hubDirectory(settings.STATE_DIRECTORY)
  // Of its own: a server that starts meanwhile sweeps what is its deployment's.
  const deployment = `fill-${createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 8)}`
  const filled = await fillCatalogue({
    directory,
    catalogue: await readCatalogue(),
    lockPath: LOCK_PATH,
    source: values['stand-ins'] ? undefined : DOCKER_HUB,
    standIns: await createStandInBuilder(docker),
    tools: new HostTools(new ContainerTools(docker, deployment)),
    onProgress: ({ step, total, text }) => console.log(`${step}/${total} ${text}`),
  })
  const standIns = standInsOf(filled)
  console.log(
    standIns.length === 0
      ? 'The hub serves the images of Docker Hub.'
      : `The hub serves stand-ins for these, built here: ${standIns.join(', ')}`,
  )
  return 0
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

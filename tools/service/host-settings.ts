import { existsSync } from 'node:fs'
import { installation } from '../../sandbox-server/common/installation.ts'
import { readSettings, type Settings } from '../../sandbox-server/settings.ts'
import { PLACES, serviceSettings } from './machine.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where a service is installed, its settings are the host's; elsewhere those of the environment. */
export async function hostSettings(
  environment: Environment,
  file: string = PLACES.environmentFile,
): Promise<Settings> {
  const isOther = environment['STATE_DIRECTORY'] || installation(environment) !== 'npm'
  if (isOther || !existsSync(file)) return readSettings(environment)
  const service = await serviceSettings(file)
  return readSettings({ ...service.environment, ...setHere(environment) })
}

/** What is set for this call alone goes before. */
function setHere(environment: Environment): Environment {
  const names = ['COURSE', 'PORT', 'HOST', 'BASE', 'PUBLIC_ORIGINS']
  return Object.fromEntries(
    names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  )
}

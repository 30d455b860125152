import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { proxyVariables } from '../../sandbox-server/common/outbound-proxy.ts'
import { SETTINGS } from '../../sandbox-server/settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The unit says where the state is. */
const OF_THE_UNIT = ['STATE_DIRECTORY']

/** Settings of a service where the host sets nothing else. */
const SERVICE_DEFAULTS: Environment = { WHEN_STOPPED: 'keep' }

/** Variables that are not ours alone, and what each row of them is for. */
const OF_OTHERS: readonly (readonly [comment: string, names: readonly string[]])[] = [
  [
    "An engine that is not this machine's own.",
    ['DOCKER_HOST', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'],
  ],
  [
    'The proxy by which this machine reaches the internet.',
    ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'],
  ],
]

/**
 * A first file of settings: each with its meaning and its default, as a comment.
 * @param chosen settings that the host has set while installing; those are written as settings.
 */
export function environmentText(chosen: Environment): string {
  const settings = Object.entries(SETTINGS).filter(([name]) => !OF_THE_UNIT.includes(name))
  const rows = settings.map(([name, { unit, comment, ...rest }]) => {
    const fallback = SERVICE_DEFAULTS[name] ?? ('fallback' in rest ? rest.fallback : '')
    return `# ${comment} (${unit})\n${line(name, chosen[name], fallback)}`
  })
  const others = OF_OTHERS.map(([comment, names]) =>
    [`# ${comment}`, ...names.map((name) => line(name, chosen[name])), ''].join('\n'),
  )
  return [
    `# Settings of Docker Blitz. After a change: sudo npm run service -- install, in its folder.\n`,
    ...rows.map((row) => `${row}\n`),
    ...others,
  ].join('\n')
}

function line(name: string, chosen: string | undefined, fallback = ''): string {
  return chosen ? `${name}=${quoted(chosen)}` : `#${name}=${fallback}`
}

/** As systemd.exec(5), EnvironmentFile, and Node read it back. */
function quoted(value: string): string {
  return /^[\w./:,@+-]*$/.test(value) ? value : `'${value}'`
}

/** @returns the environment that the service will have of its file; undefined where there is none. */
export async function readEnvironmentFile(path: string): Promise<Environment | undefined> {
  try {
    return { ...SERVICE_DEFAULTS, ...parseEnv(await readFile(path, 'utf8')) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** @returns what of an environment would be written into a first file. */
export function chosenSettings(environment: Environment): Environment {
  const names = [
    ...Object.keys(SETTINGS).filter((name) => !OF_THE_UNIT.includes(name)),
    ...OF_OTHERS.flatMap(([, others]) => others),
  ]
  const known = { ...environment, ...proxyVariables(environment) }
  const chosen = names.flatMap((name) => {
    const value = known[name]
    return value ? [[name, value] as const] : []
  })
  return { ...SERVICE_DEFAULTS, ...Object.fromEntries(chosen) }
}

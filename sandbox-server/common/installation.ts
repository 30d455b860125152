/**
 * How a host has the project: as files with npm, as the server's image by compose (`apart`: with the
 * node program in a container of its own) or in a Swarm, or as an archive of `npm run pack`. An image
 * and an archive bring all that is needed, and install nothing.
 */
export type Installation = 'npm' | 'image' | 'apart' | 'swarm' | 'archive'

/** Set by `deploy/Dockerfile`, by the files that use its image, and by the program that starts an archive. */
const VARIABLE = 'BLITZ_INSTALLATION'

const CHOSEN = ['image', 'apart', 'swarm', 'archive'] as const satisfies readonly Installation[]

/** @returns how this process was installed. */
export function installation(environment: NodeJS.ProcessEnv = process.env): Installation {
  const said = environment[VARIABLE]
  return CHOSEN.find((one) => one === said) ?? 'npm'
}

/** @returns whether this process is in a container of the server's image. */
export function isInContainer(): boolean {
  return ['image', 'apart', 'swarm'].includes(installation())
}

/** What `docker stack deploy` calls the stack in the documentation. */
export const USUAL_STACK = 'docker-blitz'

/** @returns the command that starts a stack in a Swarm, and brings it up to date. */
export function deployCommand(stack: string = USUAL_STACK): string {
  // With the rule of Docker's client, it would ask a registry for an image that is only here.
  return `docker stack deploy --resolve-image never --compose-file stack.yaml ${stack}`
}

/** A program that a host may run, by the name that it has in every installation. */
export type HostProgram =
  | 'start'
  | 'doctor'
  | 'hub'
  | 'image'
  | 'node'
  | 'rehearse'
  | 'swarm'
  | 'workshop'

/** Programs that need an engine: where there is a node program, it has the engine, and the server has none. */
const OF_THE_NODE: ReadonlySet<HostProgram> = new Set(['doctor', 'image', 'swarm'])

/** What comes before the name of a program of ours, as a host types it. */
const PREFIXES: Readonly<Record<Exclude<Installation, 'npm'>, (program: HostProgram) => string>> = {
  image: () => 'docker compose run --rm server',
  apart: (program) => {
    // Needs the engine and the server's state: no service of compose.apart.yaml has both.
    if (program === 'hub') return 'docker compose --file compose.yaml run --rm server'
    return `docker compose run --rm ${OF_THE_NODE.has(program) ? 'node' : 'server'}`
  },
  swarm: (program) => {
    const service = OF_THE_NODE.has(program) ? 'node' : 'server'
    return `docker exec $(docker ps --quiet --filter name=${USUAL_STACK}_${service}) deploy/command`
  },
  archive: () => './blitz',
}

/**
 * @param words such as `renew`.
 * @returns the command that runs a program of ours, as a host of this installation types it.
 */
export function hostCommand(
  program: HostProgram,
  words: readonly string[] = [],
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const how = installation(environment)
  if (program === 'start' && words.length === 0) {
    if (how === 'image' || how === 'apart') return 'docker compose up -d'
    if (how === 'swarm') return deployCommand()
  }
  if (how !== 'npm') return [PREFIXES[how](program), program, ...words].join(' ')
  const command = program === 'start' ? 'npm start' : `npm run ${program}`
  return words.length === 0 ? command : `${command} -- ${words.join(' ')}`
}

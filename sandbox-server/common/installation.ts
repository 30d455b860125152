/**
 * How a host has the project: as files with npm, as the server's image, or as an archive of
 * `npm run pack`. An image and an archive bring all that is needed, and install nothing.
 */
export type Installation = 'npm' | 'image' | 'archive'

/** Set by `deploy/Dockerfile`, and by the program that starts an archive. */
const VARIABLE = 'BLITZ_INSTALLATION'

/** What comes before the name of a program of ours, as a host types it. */
const COMMANDS = {
  image: 'docker compose run --rm server',
  archive: './blitz',
} as const

/** @returns how this process was installed. */
export function installation(environment: NodeJS.ProcessEnv = process.env): Installation {
  const said = environment[VARIABLE]
  return said === 'image' || said === 'archive' ? said : 'npm'
}

/** A program that a host may run, by the name that it has in every installation. */
export type HostProgram = 'start' | 'doctor' | 'hub' | 'image' | 'rehearse' | 'workshop'

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
  if (how === 'image' && program === 'start' && words.length === 0) return 'docker compose up -d'
  if (how !== 'npm') return [COMMANDS[how], program, ...words].join(' ')
  const command = program === 'start' ? 'npm start' : `npm run ${program}`
  return words.length === 0 ? command : `${command} -- ${words.join(' ')}`
}

import { execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { isOnPath, systemEnvironment } from '../common/debian-packages.ts'
import { installation } from '../common/installation.ts'

const run = promisify(execFile)

/** The profile's name, as it is written in its file and handed to the engine. */
export const PROFILE_NAME = 'docker-blitz-sandbox'

export const PROFILE_PATH = join(import.meta.dirname, '../../sandbox/apparmor', PROFILE_NAME)

/** Since then apparmor_parser knows rules about user namespaces. */
const PARSER_WITH_USER_NAMESPACES = 4

/** The end of lines of the profile that only such a parser understands. */
const NEWER_LINE = 'AppArmor-4'

/** @returns the profile as a parser of that version takes it. */
export async function profileText(parserVersion: number): Promise<string> {
  const profile = await readFile(PROFILE_PATH, 'utf8')
  if (parserVersion >= PARSER_WITH_USER_NAMESPACES) return profile
  return profile
    .split('\n')
    .filter((line) => !line.endsWith(NEWER_LINE))
    .join('\n')
}

/** A Swarm gives no service the right to load profiles, so a container beside it does, once after each boot. */
const IN_A_SWARM = [
  'docker run --rm --user root --cap-add MAC_ADMIN --security-opt apparmor=unconfined',
  '--volume /sys/kernel:/sys/kernel --volume /var/run/docker.sock:/var/run/docker.sock',
  'localhost/docker-blitz/server doctor',
].join(' ')

/** @returns the command that does by hand what {@link loadProfile} does. */
export function loadCommand(parserVersion: number | undefined): string {
  if (installation() === 'image') return 'docker compose run --rm --user root server doctor'
  if (installation() === 'apart') return 'docker compose run --rm node doctor'
  if (installation() === 'swarm') return IN_A_SWARM
  if (parserVersion === undefined || parserVersion >= PARSER_WITH_USER_NAMESPACES) {
    return `sudo apparmor_parser -Kr ${PROFILE_PATH}`
  }
  return `sed '/${NEWER_LINE}$/d' ${PROFILE_PATH} | sudo apparmor_parser -Kr`
}

/**
 * @param path of the profiles that the machine loads at each boot.
 * @returns the command that puts the profile there, and loads it.
 */
export function bootCommand(parserVersion: number | undefined, path: string): string {
  const copy =
    parserVersion === undefined || parserVersion >= PARSER_WITH_USER_NAMESPACES
      ? `sudo cp ${PROFILE_PATH} ${path}`
      : `sed '/${NEWER_LINE}$/d' ${PROFILE_PATH} | sudo tee ${path} > /dev/null`
  return `${copy} && sudo apparmor_parser -r ${path}`
}

/** @returns the first number of the parser's version; undefined where there is no parser. */
export async function parserVersion(): Promise<number | undefined> {
  if (!(await isOnPath('apparmor_parser'))) return undefined
  const { stdout } = await run('apparmor_parser', ['--version'], { env: systemEnvironment() })
  return Number(/version (\d+)/.exec(stdout)?.[1] ?? 0)
}

/**
 * Loads the profile into the kernel, in place of an earlier one of its name. Only root may.
 * @param words what the parser is to do; the test has it read the profile and nothing else.
 * @returns what the parser complained of; undefined when the profile is loaded.
 */
export async function loadProfile(
  version: number,
  words: readonly string[] = ['-Kr'],
): Promise<string | undefined> {
  const profile = await profileText(version)
  const parser = spawn('apparmor_parser', words, { env: systemEnvironment() })
  const ended = new Promise<number | null>((resolve, reject) => {
    parser.once('error', reject).once('close', resolve)
  })
  // A parser that ends before it has read everything says why on its standard error.
  parser.stdin.on('error', () => {})
  parser.stdin.end(profile)
  parser.stdout.resume()
  // Read from the start: Node throws away what nobody reads when the parser ends.
  const [status, said] = await Promise.all([ended, text(parser.stderr)])
  if (status === 0) return undefined
  return said.trim().split('\n').at(-1) || `apparmor_parser ended with ${status}`
}

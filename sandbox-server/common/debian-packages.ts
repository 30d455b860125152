import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { installation } from './installation.ts'
import { proxyVariables } from './outbound-proxy.ts'

const run = promisify(execFile)

/**
 * The environment with the system's own folders of programs, which a root of `su` goes without, and
 * with the host's proxy in the case that each program reads.
 */
export function systemEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...proxyVariables(process.env),
    PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin`,
  }
}

/** Runs a program of the system to its end. @throws when it fails; `stderr` is what it said. */
export async function runSystem([program = '', ...words]: readonly string[]): Promise<void> {
  await run(program, words, { env: systemEnvironment() })
}

/** @returns whether the shell finds a program of that name. */
export async function isOnPath(program: string): Promise<boolean> {
  try {
    await run('sh', ['-c', 'command -v "$0"', program], { env: systemEnvironment() })
    return true
  } catch {
    return false
  }
}

/**
 * Whether this process may install Debian's packages: root, on a system that has apt-get. An image or
 * an archive brings what it needs, and changes nothing of where it runs.
 */
export async function canInstallPackages(): Promise<boolean> {
  return installation() === 'npm' && process.getuid?.() === 0 && (await isOnPath('apt-get'))
}

/**
 * Installs packages where `program` is missing and this process may.
 * @returns whether the program is there now.
 */
export async function installDebianPackages(
  program: string,
  packages: readonly string[],
): Promise<boolean> {
  if (await isOnPath(program)) return true
  if (!(await canInstallPackages())) return false
  await aptGet('update')
  await aptGet('install', '-y', '--no-install-recommends', ...packages)
  return isOnPath(program)
}

async function aptGet(...words: string[]): Promise<void> {
  await runSystem(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...words])
}

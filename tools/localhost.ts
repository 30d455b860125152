import { lookup } from 'node:dns/promises'
import { appendFile } from 'node:fs/promises'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import type { Steps } from './steps.ts'

const HOSTS = '/etc/hosts'
const LINE = '127.0.0.1 localhost'

/**
 * Has `localhost` lead to this machine, as the installer of a system sees to; a root file system that
 * was only unpacked has no {@link HOSTS}.
 * @throws {DriverError} with what to do, where only root can do it.
 */
export async function ensureLocalhost(steps: Steps): Promise<void> {
  if (await isKnown()) return
  try {
    await appendFile(HOSTS, `${LINE}\n`)
  } catch (error) {
    throw new DriverError(
      `localhost has no address on this system: add the line ${LINE} to ${HOSTS}.`,
      { cause: error },
    )
  }
  steps.say(`localhost had no address on this system: the line ${LINE} is now in ${HOSTS}.`)
}

function isKnown(): Promise<boolean> {
  return lookup('localhost').then(
    () => true,
    () => false,
  )
}

import { clockAdvice } from '../../common/host-trouble.ts'
import { hostCommand } from '../../common/installation.ts'
import { DriverError } from '../driver.ts'

/** What dockerode throws when the engine answers with an error status. */
interface EngineError extends Error {
  readonly statusCode: number
  readonly json?: { readonly message?: string }
}

function isEngineError(error: unknown): error is EngineError {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
}

export function isNotFound(error: unknown): boolean {
  return isEngineError(error) && error.statusCode === 404
}

export function isConflict(error: unknown): boolean {
  return isEngineError(error) && error.statusCode === 409
}

const NO_SUCH_IMAGE = /No such image/i

/** The image that a container is made from has gone, and not the container. */
export function isMissingImage(error: unknown): boolean {
  return isNotFound(error) && NO_SUCH_IMAGE.test(reasonOf(error))
}

/** The runtime let the processes of a container go on, since one of them did not stand still. */
export function isNotFrozen(error: unknown): boolean {
  return isEngineError(error) && /unable to freeze/i.test(reasonOf(error))
}

/** What to do about errors of the engine that a host can mend. */
const ADVICE: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/\/dev\/net\/tun/, "Load the kernel's module on the engine's host: modprobe tun"],
  [/seccomp/i, 'The engine has no seccomp, which sandboxes need.'],
  [
    /no space left on device/i,
    "The engine's disk is full: make room there, such as by docker image prune.",
  ],
  [NO_SUCH_IMAGE, 'Start the server again to build the sandbox image.'],
  [
    /unknown or invalid runtime|unknown runtime/i,
    'Set SANDBOX_RUNTIME to one that the engine has.',
  ],
  [
    /apparmor/i,
    `Load the sandboxes' AppArmor profile on the engine's machine: ${hostCommand('doctor')} does it as root, and prints the command for everybody else.`,
  ],
]

/** @returns one sentence: what failed, why by the engine's own words, and what to do. */
export function engineSentence(what: string, error: unknown): string {
  const reason = reasonOf(error)
  const advice = ADVICE.find(([pattern]) => pattern.test(reason))?.[1] ?? clockAdvice(reason)
  return `${what}: ${reason.trim().replace(/\.$/, '')}.${advice ? ` ${advice}` : ''}`
}

/** The engine's own words where it gave any. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (isEngineError(error) && error.json?.message) || message
}

/** Runs an engine call. @throws {DriverError} that says what failed, and why by the engine's words. */
export async function attempt<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    throw new DriverError(engineSentence(what, error), { cause: error })
  }
}

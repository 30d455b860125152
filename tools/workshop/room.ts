import { EngineMachine } from '../../sandbox-server/drivers/docker-engine/engine-machine.ts'
import { readEngineFacts } from '../../sandbox-server/engines/engine-facts.ts'
import { findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { seatsIn } from '../../sandbox-server/house/capacity.ts'
import { houseBounds } from '../../sandbox-server/settings.ts'
import type { Place } from './place.ts'

/**
 * @returns a sentence where a workshop has more seats than this machine holds at this moment; undefined
 * where it holds them, or its engine does not say.
 */
export async function roomSentence(
  { settings, environment }: Place,
  seats: number,
): Promise<string | undefined> {
  const { maximum = Infinity, reserveBytes } = houseBounds(settings)
  const inMemory = await seatsInMemory(environment, reserveBytes)
  const holds = Math.min(maximum, inMemory)
  if (seats <= holds) return undefined
  const why = maximum < inMemory ? 'MAXIMUM_SANDBOXES lets no more in' : 'memory ends first'
  return `This machine has room for about ${holds} of its ${seats} seats now: ${why}.`
}

async function seatsInMemory(
  environment: Place['environment'],
  reserveBytes: number | undefined,
): Promise<number> {
  try {
    const found = await findEngine(environment)
    const { onThisKernel } = await readEngineFacts(found)
    return seatsIn(await new EngineMachine(found.docker, onThisKernel).room(), reserveBytes)
  } catch {
    // The start says what is wrong with the engine.
    return Infinity
  }
}

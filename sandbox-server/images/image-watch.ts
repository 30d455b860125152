import type Docker from 'dockerode'
import type { Clock } from '../common/clock.ts'

const LOOK_EVERY_MILLISECONDS = 30_000

/**
 * Tells when an image of that name is another one than before, as after `npm run image -- renew`.
 * One that is gone is no other one, and what the engine does not answer is asked again.
 * @returns how to stop.
 */
export function watchImage(
  docker: Docker,
  name: string,
  clock: Clock,
  onChange: () => void,
): () => void {
  let known: string | undefined
  let isStopped = false
  let stop = () => {}
  const look = async () => {
    const found = await idOf(docker, name)
    if (isStopped) return
    if (found !== undefined && known !== undefined && found !== known) onChange()
    known = found ?? known
    stop = clock.after(LOOK_EVERY_MILLISECONDS, look)
  }
  void look()
  return () => {
    isStopped = true
    stop()
  }
}

async function idOf(docker: Docker, name: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(name).inspect()).Id
  } catch {
    return undefined
  }
}

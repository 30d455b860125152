import { atBase } from '../site/at-base.ts'
import { parseCast } from './cast.ts'
import { CastPlayer } from './cast-player.ts'
import { ReplayBar } from './replay-bar.ts'

/** What a recording is shown on. */
export interface ReplayScreen {
  write(text: string): void
  clear(): void
  show(): void
}

/** A recording that is shown. */
export interface Replay {
  /** Shows nothing more, and takes its buttons away. */
  stop(): void
}

/**
 * Plays a block's recording on its screen, with buttons below. Whoever wants no motion sees its end
 * at once.
 * @param place the block's element.
 * @returns undefined where there is no recording.
 */
export async function replay(
  block: string,
  place: HTMLElement,
  screen: ReplayScreen,
): Promise<Replay | undefined> {
  const cast = await fetchCast(block)
  if (cast === undefined) return undefined
  const player = new CastPlayer(cast, {
    onOutput: (text) => screen.write(text),
    onRestart: () => screen.clear(),
    onState: (state) => bar.show(state),
  })
  const bar = new ReplayBar(place, player, cast.engine)
  screen.clear()
  screen.show()
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) player.skipToEnd()
  else player.play()
  bar.focus()
  return {
    stop() {
      player.stop()
      bar.remove()
    },
  }
}

async function fetchCast(block: string) {
  const response = await fetch(atBase(`/recordings/${block}.cast`)).catch(() => undefined)
  const cast = response?.ok ? parseCast(await response.text()) : undefined
  // One without output would be an empty terminal.
  return cast?.events.length ? cast : undefined
}

import type { NodeLevels } from '../../protocol/board-messages.ts'
import type { NodeChange } from '../../protocol/node-changes.ts'
import { phrase } from '../../words/phrase.ts'

/** @param time since when it is so, as a host reads it. */
export function machineState({ state }: NodeLevels, time: string): string {
  switch (state) {
    case 'active':
      return phrase('machines.active')
    case 'drained':
      return phrase('machines.drained')
    case 'paused':
      return phrase('machines.paused')
    case 'leaving':
      return phrase('machines.leaving')
    case 'away':
      return phrase('machines.away', { time })
    case 'lost':
      return phrase('machines.lost', { time })
    case 'refused':
      return phrase('machines.refused')
  }
}

/** What has happened to a machine, and what that means for its readers. */
export function machineNews({ change, node }: NodeChange): string {
  const { name, why } = node
  switch (change) {
    case 'joined':
      return phrase('machines.has-joined', { name })
    case 'back':
      return phrase('machines.is-back', { name })
    case 'gone':
      return phrase('machines.is-gone', { name })
    case 'drained':
      return phrase('machines.is-drained', { name })
    case 'paused':
      return phrase('machines.is-paused', { name })
    case 'leaving':
      return phrase('machines.is-leaving', { name })
    case 'away':
      return phrase('machines.is-away', { name })
    case 'lost':
      return phrase('machines.is-lost', { name })
    case 'refused':
      return phrase('machines.is-refused', { name, why: why ?? '' })
  }
}

export function machinesSummary(nodes: readonly NodeLevels[]): string {
  const taking = nodes.filter(({ state }) => state === 'active').length
  const all = phrase('machines.count', { count: nodes.length })
  const words =
    taking === 0 ? phrase('machines.none-takes') : phrase('machines.taking', { count: taking })
  return `${all}: ${words}`
}

import type { PlayableBlock } from '../../lesson/playable.ts'
import { atBase } from '../site/at-base.ts'

const ADDRESS = atBase('/lessons.json')

let loaded: Promise<readonly PlayableBlock[]> | undefined

/** @returns every block of the course, in its order. @throws where they cannot be fetched. */
export function courseBlocks(): Promise<readonly PlayableBlock[]> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<readonly PlayableBlock[]> {
  try {
    const response = await fetch(ADDRESS)
    if (!response.ok) throw new Error(`${ADDRESS}: ${response.status}`)
    return (await response.json()) as readonly PlayableBlock[]
  } catch (error) {
    loaded = undefined
    throw error
  }
}

import type { PlayableStep } from '../../lesson/playable.ts'
import { atBase } from '../site/at-base.ts'

const ADDRESS = atBase('/lessons.json')

let loaded: Promise<readonly PlayableStep[]> | undefined

/** @returns every block and file of the course, in its order. @throws where they cannot be fetched. */
export function courseBlocks(): Promise<readonly PlayableStep[]> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<readonly PlayableStep[]> {
  try {
    const response = await fetch(ADDRESS)
    if (!response.ok) throw new Error(`${ADDRESS}: ${response.status}`)
    return (await response.json()) as readonly PlayableStep[]
  } catch (error) {
    loaded = undefined
    throw error
  }
}

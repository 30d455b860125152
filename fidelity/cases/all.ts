import type { Case, Subject } from '../case.ts'
import { BUILDS } from './builds.ts'
import { COMPOSE } from './compose.ts'
import { CONTAINERS } from './containers.ts'
import { DATA } from './data.ts'
import { IMAGES } from './images.ts'
import { LIMITS } from './limits.ts'
import { NETWORK } from './network.ts'
import { SWARM } from './swarm.ts'
import { SYSTEM } from './system.ts'

/** Every subject, in the order of the page. */
export const SUBJECTS: readonly Subject[] = [
  CONTAINERS,
  IMAGES,
  BUILDS,
  DATA,
  NETWORK,
  LIMITS,
  COMPOSE,
  SWARM,
  SYSTEM,
]

export const ALL_CASES: readonly Case[] = SUBJECTS.flatMap(({ cases }) => cases)

import type { Case } from '../case.ts'
import { DOCKER_CASES } from './docker.ts'
import { MISSING_CASES } from './missing.ts'
import { SERVICE_CASES } from './service.ts'
import { USER_CASES } from './users.ts'

/** Every case, in the order of the page. */
export const ALL_CASES: readonly Case[] = [
  ...DOCKER_CASES,
  ...SERVICE_CASES,
  ...USER_CASES,
  ...MISSING_CASES,
]

import type { Catalogue } from '../catalogue.ts'
import type { Access, Action } from './hub-token.ts'
import { OFFICIAL_OWNER, ownerOf } from './repository-name.ts'

/** @returns whether somebody on Docker Hub has that name: an owner of something in the catalogue. */
export function isTaken(account: string, catalogue: Catalogue): boolean {
  return account === OFFICIAL_OWNER || catalogue.hasOwner(account)
}

/** Everybody may ask to read; a name is written by its owner alone. */
export function permittedAccess(account: string, wanted: readonly Access[]): Access[] {
  return wanted.map(({ repository, actions }) => ({
    repository,
    actions: actions.filter((action) => action === 'pull' || owns(account, repository)),
  }))
}

export function owns(account: string, repository: string): boolean {
  return account !== '' && ownerOf(repository) === account
}

export function includesAccess(
  access: readonly Access[],
  repository: string,
  action: Action,
): boolean {
  return access.some((entry) => entry.repository === repository && entry.actions.includes(action))
}

import { courseBase } from './course-chapters.ts'

/** Names of this computer that no other one reaches it by. */
const OWN_NAMES = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/

export interface JoinLink {
  readonly address: string
  /** Nobody else can open it. */
  readonly isOwnComputer: boolean
}

/**
 * The link with which a reader joins.
 * @param site the site's address as its readers open it; undefined: as this page was opened.
 */
export function joinLink(code: string, course: string, site: string | undefined): JoinLink {
  const origin = site === undefined ? location.origin : new URL(site).origin
  const url = new URL(`${courseBase(course)}join/`, origin)
  url.hash = code
  return { address: url.href, isOwnComputer: OWN_NAMES.test(url.hostname) }
}

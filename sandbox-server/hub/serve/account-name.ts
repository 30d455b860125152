/** The part of an image's name that is an account's (github.com/distribution/reference, "path-component"). */
const ACCOUNT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/

/** What a reader may type: an address of an e-mail is the longest (RFC 5321, section 4.5.3.1). */
const MAXIMUM_TYPED = 254
const MAXIMUM_ACCOUNT = 64

/** Letters, digits and the marks of an address: nothing that a terminal or a page would take for more. */
const TYPED = /^[A-Za-z0-9._+@-]+$/

/**
 * The account of a name as a reader types it at `docker login`. As on Docker Hub, capitals count for
 * nothing, and an e-mail address is another name of an account: here, of the part before its `@`.
 * @returns the name that a push goes under, such as `ada`; undefined where no account can have it.
 */
export function accountNamed(typed: string): string | undefined {
  if (typed.length > MAXIMUM_TYPED || !TYPED.test(typed)) return undefined
  const [local = '', ...domain] = typed.toLowerCase().split('@')
  if (domain.length > 1 || domain[0] === '') return undefined
  // Mail for ada+docker@example.org goes to ada.
  const account = domain.length === 0 ? local : local.replace(/\+.*$/, '')
  return account.length <= MAXIMUM_ACCOUNT && ACCOUNT.test(account) ? account : undefined
}

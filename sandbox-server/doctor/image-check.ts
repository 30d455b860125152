import { hostCommand } from '../common/installation.ts'
import type { PackageAge } from '../images/packages.ts'
import type { CheckResult } from './check.ts'

const DAY_MILLISECONDS = 24 * 60 * 60_000

/** From this age on, in days, security updates are likely even where Debian cannot be asked. */
const OLD_DAYS = 30

/** Names of packages that the table shows. */
const SHOWN = 5

const RENEW = `Renew the image; readers who are in keep theirs:\n  ${hostCommand('image', ['renew'])}`

/** How old the sandbox image is, and which security updates it lacks. */
export function imageCheck({ changed, securityUpdates }: PackageAge, now: Date): CheckResult {
  const days = Math.max(0, Math.floor((now.getTime() - changed.getTime()) / DAY_MILLISECONDS))
  const age = days === 0 ? 'made today' : `made ${days} ${days === 1 ? 'day' : 'days'} ago`
  const isLate = securityUpdates ? securityUpdates.length > 0 : days >= OLD_DAYS
  return {
    name: 'Sandbox image',
    state: isLate ? 'note' : 'good',
    found: `${age}; ${waiting(securityUpdates)}`,
    ...(isLate && { advice: RENEW }),
  }
}

function waiting(updates: readonly string[] | undefined): string {
  if (!updates) return "Debian's server could not be asked for security updates"
  if (updates.length === 0) return 'no security update waits'
  const shown = updates.slice(0, SHOWN).join(', ')
  const more = updates.length > SHOWN ? ` and ${updates.length - SHOWN} more` : ''
  return `${updates.length} security ${updates.length === 1 ? 'update waits' : 'updates wait'}: ${shown}${more}`
}

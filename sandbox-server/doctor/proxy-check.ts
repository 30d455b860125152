import { type ProxyAnswer, proxySentence } from '../common/outbound-proxy.ts'
import type { CheckResult } from './check.ts'

/** The proxy by which images and packages are downloaded. @returns no check where there is none. */
export function proxyCheck(answers: readonly ProxyAnswer[]): CheckResult[] {
  if (answers.length === 0) return []
  const broken = answers.find(({ trouble }) => trouble !== undefined)
  if (broken) {
    // What was downloaded before is there; so the probe tells whether it matters.
    return [
      { name: 'Proxy', state: 'note', found: 'does not answer', advice: proxySentence(broken) },
    ]
  }
  const found = answers.map(({ name, address }) => `${name}: ${address}`).join('\n')
  return [{ name: 'Proxy', state: 'good', found }]
}

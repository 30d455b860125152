import type { LookState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'

/** What a host asks, who has the choice of the reader. */
export function questionWords({ host, state }: LookState): string {
  return state === 'asked' ? phrase('look.ask', { host }) : phrase('look.ask-to-type', { host })
}

/** What a host does now, where it is said beside the terminal. */
export function lookWords({ host, state }: LookState): string {
  return state === 'typing' ? phrase('look.types', { host }) : phrase('look.looks', { host })
}

/** The same, where it is said elsewhere. */
export function farLookWords({ host, state }: LookState): string {
  return state === 'typing'
    ? phrase('look.types-yours', { host })
    : phrase('look.looks-yours', { host })
}

/** Whether a host waits for the reader's answer. */
export function isQuestion({ state }: LookState): boolean {
  return state === 'asked' || state === 'type-asked'
}

/** Whether a host sees the terminal now. */
export function isSeeing({ state }: LookState): boolean {
  return state !== 'asked'
}

import { fillIn } from '../../lesson/capture.ts'
import { fillInCommand, quoteValue } from '../../lesson/fill-in-command.ts'

const NONE: ReadonlyMap<string, string> = new Map()

/** What each variable of this page is now. */
const shown = new Map<string, string>()

/** Puts a variable's value in its places on the page: in the text, the commands and the checks. */
export function showVariables({ name }: { readonly name: string }, value: string): void {
  shown.set(name, value)
  for (const place of document.querySelectorAll<HTMLElement>(`[data-variable="${name}"]`)) {
    const { quoting } = place.dataset
    place.textContent = quoting === undefined ? value : quoteValue(value, quoting)
  }
  refill('command', (command) => fillInCommand(command as string, NONE, shown))
  refill('check', (check) => {
    const [run, otherwise] = check as [string, string]
    return [fillInCommand(run, NONE, shown), fillIn(otherwise, shown)]
  })
}

/** A page holds what it runs as JSON in an attribute, and beside it the same with places. */
function refill(what: 'command' | 'check', fill: (template: unknown) => unknown): void {
  for (const holder of document.querySelectorAll<HTMLElement>(`[data-${what}-templates]`)) {
    const templates = JSON.parse(holder.dataset[`${what}Templates`] ?? '[]') as unknown[]
    holder.dataset[`${what}s`] = JSON.stringify(templates.map(fill))
  }
}

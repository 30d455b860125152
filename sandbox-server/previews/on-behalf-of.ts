import { AsyncLocalStorage } from 'node:async_hooks'

/** One reader's app. */
export interface App {
  /** The sandbox's id: the next one of the same reader is another app. */
  readonly sandbox: string
  readonly port: number
}

const current = new AsyncLocalStorage<App>()

/** Does something that an app is asked for; every event that follows from it is known to be its. */
export function onBehalfOf<Result>(app: App, act: () => Result): Result {
  return current.run(app, act)
}

/** @returns the app because of which this code runs, where it is known. */
export function appAtWork(): App | undefined {
  return current.getStore()
}

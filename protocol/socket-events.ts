import type { SocketLike } from './client.ts'

interface Events {
  open: undefined
  message: { data: unknown }
  close: { code: number }
}

/** The listeners of a socket that is ours rather than the browser's; it never tells of an error. */
export class SocketEvents {
  readonly #listeners: { [Type in keyof Events]: ((event: never) => void)[] } = {
    open: [],
    message: [],
    close: [],
  }

  readonly add: SocketLike['addEventListener'] = (
    type: keyof Events | 'error',
    listener: (event: never) => void,
  ) => {
    if (type !== 'error') this.#listeners[type].push(listener)
  }

  tell<Type extends keyof Events>(type: Type, event: Events[Type]): void {
    for (const listener of this.#listeners[type]) listener(event as never)
  }
}

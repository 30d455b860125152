import { RUNNER_COLUMNS, RUNNER_ROWS } from './screen-text.ts'

/**
 * A recording of one terminal, from the first prompt on, in the format asciicast 2:
 * https://docs.asciinema.org/manual/asciicast/v2/
 */
export class Cast {
  readonly #title: string
  readonly #events: [seconds: number, text: string][] = []
  readonly #decoder = new TextDecoder()
  #begin: number | undefined
  #engine: string | undefined

  constructor(title: string) {
    this.#title = title
  }

  /** @param milliseconds of a clock that never goes back. */
  output(bytes: Uint8Array, milliseconds: number): void {
    this.#begin ??= milliseconds
    const text = this.#decoder.decode(bytes, { stream: true })
    if (text !== '') this.#events.push([(milliseconds - this.#begin) / 1000, text])
  }

  /** @param engine that the output came from, such as `Docker 28.5.2`; pages show it. */
  recordedWith(engine: string): void {
    this.#engine = engine
  }

  toString(): string {
    const header = {
      version: 2,
      width: RUNNER_COLUMNS,
      height: RUNNER_ROWS,
      title: this.#title,
      ...(this.#engine !== undefined && { engine: this.#engine }),
    }
    const events = this.#events.map(([seconds, text]) =>
      JSON.stringify([Number(seconds.toFixed(3)), 'o', withoutSecret(text)]),
    )
    return `${[JSON.stringify(header), ...events].join('\n')}\n`
  }
}

/** Every shell has another one: a recording would differ each time. */
function withoutSecret(text: string): string {
  return text.replace(/(\]133;[A-D](?:;\d+)?);aid=[\w-]+/g, '$1')
}

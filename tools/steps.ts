import { styleText } from 'node:util'

/** Between two lines about a step where lines cannot be renewed, in milliseconds. */
const LINE_EVERY_MILLISECONDS = 10_000
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MILLISECONDS = 100

/**
 * Says on a stream what is being done: on a terminal one line a step, which moves; elsewhere a
 * line at the begin and end of each step, and now and then between. Of steps at the same time, a
 * terminal shows the one that began last.
 */
export class Steps {
  readonly #stream: NodeJS.WriteStream
  /** Steps under way, by their functions that draw; the last one is seen. */
  readonly #drawn: (() => void)[] = []

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  /**
   * Does one step.
   * @param work is handed a function that tells how far it is, and answers what the step's last
   * line adds, where it has something to add.
   */
  async do<Result>(
    name: string,
    work: (tell: (detail: string) => void) => Promise<Result>,
    summary: (result: Result) => string = () => '',
  ): Promise<Result> {
    const began = performance.now()
    const seconds = () => `${Math.round((performance.now() - began) / 1000)} s`
    let detail = ''
    let frame = 0
    const draw = () => {
      if (this.#drawn.at(-1) !== draw) return
      const sign = FRAMES[frame++ % FRAMES.length] as string
      this.#renew(`${sign} ${name} ${this.#dim([detail, seconds()].filter(Boolean).join(' · '))}`)
    }
    let said = ''
    const sayChange = () => {
      if (detail !== said) this.say(`  ${detail}`)
      said = detail
    }
    const { isTTY } = this.#stream
    const timer = isTTY
      ? setInterval(draw, FRAME_MILLISECONDS)
      : setInterval(sayChange, LINE_EVERY_MILLISECONDS)
    this.#drawn.push(draw)
    if (!isTTY) this.say(name)
    try {
      const result = await work((told) => {
        detail = told.replaceAll(/\s+/g, ' ')
      })
      const added = [summary(result), seconds()].filter(Boolean).join(', ')
      this.say(`${this.#paint('green', '✓')} ${name} ${this.#dim(added)}`)
      return result
    } catch (error) {
      this.say(`${this.#paint('red', '✗')} ${name}`)
      throw error
    } finally {
      clearInterval(timer)
      this.#drawn.splice(this.#drawn.indexOf(draw), 1)
    }
  }

  /** Says something between the steps. */
  say(text: string): void {
    // In the place of the line that moves, which comes again below.
    const clear = this.#stream.isTTY && this.#drawn.length > 0 ? '\r\x1b[2K' : ''
    this.#stream.write(`${clear}${text}\n`)
  }

  #renew(text: string): void {
    const columns = this.#stream.columns || 80
    // Cut by letters; the codes of the colour, which take no room, are put back.
    const shown = text.length > columns ? `${text.slice(0, columns - 1)}\x1b[0m` : text
    this.#stream.write(`\r\x1b[2K${shown}`)
  }

  #dim(text: string): string {
    return this.#paint('dim', text)
  }

  #paint(format: Parameters<typeof styleText>[0], text: string): string {
    return styleText(format, text, { stream: this.#stream })
  }
}

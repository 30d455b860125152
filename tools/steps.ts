import { styleText } from 'node:util'

/** Between two lines about the same step where lines cannot be renewed, in milliseconds. */
const LINE_EVERY_MILLISECONDS = 10_000
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MILLISECONDS = 100

/**
 * Says on a stream what is being done: on a terminal one line a step, which moves; elsewhere a
 * line at the begin and end of each step, and now and then between.
 */
export class Steps {
  readonly #stream: NodeJS.WriteStream
  #said = 0

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
      const sign = FRAMES[frame++ % FRAMES.length] as string
      this.#renew(`${sign} ${name} ${this.#dim([detail, seconds()].filter(Boolean).join(' · '))}`)
    }
    const timer = this.#stream.isTTY ? setInterval(draw, FRAME_MILLISECONDS) : undefined
    this.#line(name)
    try {
      const result = await work((told) => {
        detail = told.replaceAll(/\s+/g, ' ')
        if (!this.#stream.isTTY) this.#line(`  ${detail}`, LINE_EVERY_MILLISECONDS)
      })
      const added = [summary(result), seconds()].filter(Boolean).join(', ')
      this.#end(`${this.#paint('green', '✓')} ${name} ${this.#dim(added)}`)
      return result
    } catch (error) {
      this.#end(`${this.#paint('red', '✗')} ${name}`)
      throw error
    } finally {
      clearInterval(timer)
    }
  }

  say(text: string): void {
    this.#stream.write(`${text}\n`)
  }

  #line(text: string, atMostEvery = 0): void {
    if (this.#stream.isTTY || performance.now() - this.#said < atMostEvery) return
    this.#said = performance.now()
    this.say(text)
  }

  #renew(text: string): void {
    const columns = this.#stream.columns || 80
    // Cut by letters; the codes of the colour, which take no room, are put back.
    const shown = text.length > columns ? `${text.slice(0, columns - 1)}\x1b[0m` : text
    this.#stream.write(`\r\x1b[2K${shown}`)
  }

  #end(text: string): void {
    if (this.#stream.isTTY) this.#stream.write(`\r\x1b[2K`)
    this.say(text)
  }

  #dim(text: string): string {
    return this.#paint('dim', text)
  }

  #paint(format: Parameters<typeof styleText>[0], text: string): string {
    return styleText(format, text, { stream: this.#stream })
  }
}

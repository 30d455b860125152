import { expect } from 'vitest'
import { chance } from './chance.ts'
import { type Reader, type ReaderTerminal, until } from './reader.ts'

/** A shell that prints numbered lines, some hundred a second, until it is told that it is enough. */
export class NumberedPrint {
  readonly terminal: ReaderTerminal
  readonly #reader: Reader

  private constructor(reader: Reader, terminal: ReaderTerminal) {
    this.#reader = reader
    this.terminal = terminal
  }

  static async begin(reader: Reader, name: string): Promise<NumberedPrint> {
    const terminal = reader.open(name)
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write(
      'n=0; while [ ! -e ~/enough ]; do echo "line $((++n))"; sleep 0.002; done; echo the-end\r',
    )
    return new NumberedPrint(reader, terminal)
  }

  /** Waits until it has printed some more, at random. */
  async more(): Promise<void> {
    const before = this.lines.length
    const more = chance(300)
    await until(() => this.lines.length > before + more, 'some output')
  }

  /** Ends it. What it printed has to be whole, with nothing twice, and the same shell go on. */
  async expectWhole(): Promise<void> {
    expect((await this.#reader.client.exec('touch ~/enough')).status).toBe(0)
    const isOver = () => /\nthe-end/.test(this.terminal.text) && this.terminal.prompts > 1
    await until(isOver, 'the end of the print')
    const { lines } = this
    expect(this.terminal.cut).toBe(0)
    expect(lines).toEqual(Array.from(lines, (_, index) => index + 1))
    expect(await this.terminal.run(`echo "still $((n == ${lines.length}))"`)).toBe(0)
    expect(this.terminal.text).toContain('\nstill 1\n')
    expect(this.#reader.statuses.filter(({ state }) => state === 'gone')).toEqual([])
  }

  get lines(): number[] {
    return [...this.terminal.text.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number))
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import type { BenchTerminal } from './bench-terminal.ts'
import { ScreenText } from './screen-text.ts'

/** A program of this machine, whose input and output are pipes. */
export class PipedProgram implements BenchTerminal {
  readonly output = new ScreenText()
  /** Resolves when all of its output has come. */
  readonly ended: Promise<void>
  readonly #process: ChildProcess

  constructor([program = '', ...words]: readonly string[]) {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'] })
    child.stdout.on('data', (chunk: Buffer) => this.output.push(chunk))
    // What is typed when it has ended goes nowhere.
    child.stdin.on('error', () => {})
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject).once('close', () => resolve())
    })
    this.#process = child
  }

  write(data: string): void {
    this.#process.stdin?.write(data)
  }

  close(): void {
    this.#process.kill()
  }
}

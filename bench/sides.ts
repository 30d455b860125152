import { atPrompt, type BenchTerminal, COMMAND_END, echoing } from './bench-terminal.ts'
import { PipedProgram } from './piped-program.ts'
import { memoryOf } from './process-memory.ts'

const MIB = 1024 * 1024

const PRINT_BYTES = 50 * 1000 * 1000
const LINE = 'a line of seventy-nine characters, as a log has them, or a build, or a test run'
const PRINT = `yes '${LINE}' | head -c ${PRINT_BYTES}`

/** What a slow page shows in a second: xterm on a phone. */
const SLOW_BYTES = 4 * MIB

/** Terminals that are open at once where their memory is measured. */
const OPEN = 20

/** A figure of one terminal, and its unit: what is timed says the function that times it. */
export const UNITS = {
  opening: 'ms',
  firstByte: 'ms',
  print: 's',
  stop: 'ms',
  memory: 'MB',
} as const

export type Figure = keyof typeof UNITS

/** One way to terminals, and how each figure of it is taken; what it has not is not there. */
export interface Side {
  readonly name: string
  readonly take: Partial<Record<Figure, () => Promise<number>>>
  /** A terminal in which each key comes back, and nothing else does. */
  readonly echoing: () => Promise<BenchTerminal>
}

interface Shells {
  readonly name: string
  /** Of the process that serves them, and of all that it has started. */
  readonly pid: number
  readonly open: () => Promise<BenchTerminal>
  /** Opens one, and resolves when its program has its PTY. */
  readonly openBare: () => Promise<BenchTerminal>
}

/** What serves the shells of a sandbox to pages. */
export function shellsSide({ name, pid, open, openBare }: Shells): Side {
  const prompt = async () => atPrompt(await open())
  return {
    name,
    echoing: async () => echoing(await open()),
    take: {
      opening: async () => {
        const began = performance.now()
        const terminal = await openBare()
        return took(began, terminal)
      },
      firstByte: async () => {
        const began = performance.now()
        const terminal = await open()
        await terminal.output.reaches(1)
        return took(began, terminal)
      },
      print: async () => {
        const terminal = await prompt()
        terminal.output.forget()
        const began = performance.now()
        terminal.write(`${PRINT}\r`)
        await terminal.output.reaches(PRINT_BYTES)
        await terminal.output.shows(COMMAND_END)
        return took(began, terminal) / 1000
      },
      stop: async () => {
        const terminal = await prompt()
        terminal.output.pace = SLOW_BYTES
        terminal.write('yes\r')
        await terminal.output.reaches(SLOW_BYTES)
        terminal.output.forget()
        const began = performance.now()
        terminal.write('\u0003')
        await terminal.output.shows(COMMAND_END)
        return took(began, terminal)
      },
      memory: async () => {
        const before = await memoryOf(pid)
        const terminals: BenchTerminal[] = []
        for (let index = 0; index < OPEN; index++) terminals.push(await prompt())
        const after = await memoryOf(pid)
        for (const terminal of terminals) terminal.close()
        return (after - before) / OPEN / 1e6
      },
    },
  }
}

/** A program for each command, without pages. @param words of that program, before a command. */
export function programSide(name: string, words: (command: string) => readonly string[]): Side {
  return {
    name,
    echoing: async () => new PipedProgram(words('cat')),
    take: {
      opening: async () => {
        const began = performance.now()
        const program = new PipedProgram(words('echo'))
        await program.output.reaches(1)
        return took(began, program)
      },
      print: async () => {
        const began = performance.now()
        const program = new PipedProgram(words(PRINT))
        await program.ended
        if (program.output.bytes < PRINT_BYTES) throw new Error(`${name} has printed too little.`)
        return (performance.now() - began) / 1000
      },
    },
  }
}

/** @returns milliseconds, after closing the terminal. */
function took(began: number, terminal: BenchTerminal): number {
  const milliseconds = performance.now() - began
  terminal.close()
  return milliseconds
}

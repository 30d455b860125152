import { inside } from './attacks.ts'
import type { Reader } from './reader.ts'

/** A program without end in a reader's account, and how to tell that it runs. */
export interface Flood {
  readonly name: string
  /** The name of its process. */
  readonly program: 'perl' | 'yes'
  /** It runs beside each page, and begins with the next one. */
  readonly isOfPage: boolean
  begin(reader: Reader): Promise<void>
}

const LIMITS = 'kills=$n refusals=$n memory=1 processes=1 used=1 disk=1 memory-used=1'

/** Puts a program in the place of one that the server runs by the reader's account. */
function inPlaceOf(program: string, flood: string): (reader: Reader) => Promise<void> {
  return async (reader) => {
    const bashrc = `case $BASH_EXECUTION_STRING in *${program}*) exec ${flood}; esac\n`
    const encoded = Buffer.from(bashrc).toString('base64')
    await inside(reader, `echo ${encoded} | base64 -d > ~/.bashrc`)
  }
}

/** Runs silent commands that never end, as many as a reader may. */
function silently(command: string): (reader: Reader) => Promise<void> {
  return async ({ client }) => {
    for (let count = 0; count < 7; count++) {
      client.exec(command, { milliseconds: 60_000 }).catch(() => {})
    }
  }
}

/** What each does costs the server nothing that another reader could feel. */
export const FLOODS: readonly Flood[] = [
  {
    name: 'samples of limits that are hit each time',
    program: 'perl',
    isOfPage: true,
    begin: inPlaceOf('blitz-limits', `perl -e 'while (++$n) { print "${LIMITS}\\n" }'`),
  },
  {
    name: 'samples that come byte by byte',
    program: 'perl',
    isOfPage: true,
    begin: inPlaceOf(
      'blitz-limits',
      `perl -MIO::Handle -e 'STDOUT->autoflush; while (++$n) { print for split //, "${LIMITS}\\n" }'`,
    ),
  },
  {
    name: 'errors in the place of limits',
    program: 'perl',
    isOfPage: true,
    begin: inPlaceOf('blitz-limits', `perl -e 'print STDERR "error\\n" while 1'`),
  },
  {
    name: 'output of silent commands',
    program: 'yes',
    isOfPage: false,
    begin: silently('exec yes'),
  },
  {
    name: 'errors of silent commands, byte by byte',
    program: 'perl',
    isOfPage: false,
    begin: silently(`exec perl -e '$| = 1; print STDERR "x" while 1'`),
  },
  {
    name: 'output of shells',
    program: 'yes',
    isOfPage: false,
    async begin(reader) {
      for (const name of ['flood/one', 'flood/two']) {
        const terminal = reader.open(name)
        await terminal.run('true')
        terminal.channel.write('yes\r')
      }
    },
  },
]

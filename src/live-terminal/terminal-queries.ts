import type { IFunctionIdentifier, Terminal } from '@xterm/xterm'

/** Queries that are control sequences: device attributes, status reports, modes and the window. */
const CSI_QUERIES: readonly IFunctionIdentifier[] = [
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { prefix: '=', final: 'c' },
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
  { prefix: '>', final: 'q' },
  { final: 't' },
]

/** A setting whose value is asked for (DECRQSS), and the terminal's capabilities (XTGETTCAP). */
const DCS_QUERIES: readonly IFunctionIdentifier[] = [
  { intermediates: '$', final: 'q' },
  { intermediates: '+', final: 'q' },
]

/** Colours of the palette, the text, the background and the cursor: `?` in place of one asks for it. */
const COLOUR_COMMANDS: readonly number[] = [4, 10, 11, 12]

/**
 * Lets a terminal answer what programs ask of it only while `mayAnswer`. An answer is typed into the
 * shell: one to a question of long ago, or a second one, would be read as keys.
 */
export function answerQueriesOnlyWhile({ parser }: Terminal, mayAnswer: () => boolean): void {
  // A handler that returns true has dealt with the sequence, and the terminal's own is not asked.
  const isDealtWith = () => !mayAnswer()
  for (const query of CSI_QUERIES) parser.registerCsiHandler(query, isDealtWith)
  for (const query of DCS_QUERIES) parser.registerDcsHandler(query, isDealtWith)
  for (const command of COLOUR_COMMANDS) {
    parser.registerOscHandler(command, (data) => data.includes('?') && isDealtWith())
  }
}

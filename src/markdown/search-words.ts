import type { Properties } from 'hast'

/** Lines up to which a reader could search for words of it; a longer output is a listing. */
const OUTPUT_LINES = 12

/** A longer command writes a file: its keys and options are in the text, too. */
const COMMAND_LINES = 4

/** IDs and digests differ in each run: nobody searches for one, and each is a word of the index. */
const ID = /\b(?=[0-9a-f]*\d)[0-9a-f]{12}/

const NOT_SEARCHED: Properties = { dataPagefindIgnore: '' }

/** What keeps an output out of the search's index, which a reader loads at the first search. */
export function outputProperties(output: string): Properties {
  return output.split('\n').length > OUTPUT_LINES || ID.test(output) ? NOT_SEARCHED : {}
}

/** The same of a command. */
export function commandProperties(command: string): Properties {
  return command.split('\n').length > COMMAND_LINES ? NOT_SEARCHED : {}
}

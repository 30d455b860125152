// Ends with status 0 where an unpacked archive has every file at its full length, else with one
// sentence and status 1. Plain JavaScript with no imports but Node's own.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..')

/** @returns the length of a file in bytes; undefined where there is none. */
function lengthOf(name) {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.size
}

function listed() {
  try {
    return Object.entries(JSON.parse(readFileSync(join(folder, 'packed.json'), 'utf8')).files)
  } catch {
    return [['packed.json', undefined]]
  }
}

const wrong = listed().filter(([name, length]) => length === undefined || lengthOf(name) !== length)
if (wrong.length > 0) {
  const [[name]] = wrong
  process.stderr.write(
    `This folder is not whole: ${wrong.length} files are missing or cut off, such as ${name}. ` +
      'Unpack the archive again, all of it, where the disk has room.\n',
  )
  process.exitCode = 1
}

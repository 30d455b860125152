import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Text; pictures and fonts are compressed as they are, and the search's index is too. */
const TEXT_FILES = '**/*.{html,css,js,json,svg,txt,xml}'

/** Below this size a compressed file saves no packet, in bytes. */
const SMALLEST_BYTES = 1024

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Lays a `.br` and a `.gz` beside each text file of a built site, for servers that send those. */
export async function compressSite(directory: string): Promise<void> {
  for await (const name of glob(TEXT_FILES, { cwd: directory })) {
    const path = join(directory, name)
    const content = await readFile(path)
    if (content.length < SMALLEST_BYTES) continue
    const params = {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    }
    await writeFile(`${path}.br`, await brotli(content, { params }))
    await writeFile(`${path}.gz`, await zip(content, { level: 9 }))
  }
}

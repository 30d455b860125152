import { fromBase64 } from './base64.ts'
import { READ_BYTES } from './file-commands.ts'
import type { Exec } from './sandbox-files.ts'

/** Largest archive of a home directory, in bytes, as it is packed. */
export const MAXIMUM_ARCHIVE_BYTES = 32 * 1024 * 1024

/** Parts that are read at once: a slow line is not left idle, and other commands get their turn. */
const PARTS_AT_ONCE = 4

/** Time for one command, in milliseconds. */
const PACK_MILLISECONDS = 60_000
const PART_MILLISECONDS = 30_000

type Bytes = Uint8Array<ArrayBuffer>

export type Packed =
  /** `unreadable`: files that are left out, such as those that belong to a container's user. */
  | { readonly state: 'packed'; readonly parts: readonly Bytes[]; readonly unreadable: number }
  | { readonly state: 'none' | 'large' | 'late' | 'stopped' }
  /** `reason`: as a program of the sandbox gave it. */
  | { readonly state: 'failed'; readonly reason: string }

export interface PackOptions {
  /** Largest archive, in bytes. */
  readonly most?: number
  /** Told how much has arrived, in bytes. */
  readonly onProgress?: (loaded: number, size: number) => void
  readonly signal?: AbortSignal
}

/**
 * Packs the home directory of the reader's sandbox, without hidden folders and files, and reads the
 * archive in parts. What it writes into the sandbox meanwhile is removed.
 * @throws {LiveError} when the server cannot be reached.
 */
export async function packHome(
  exec: Exec,
  { most = MAXIMUM_ARCHIVE_BYTES, onProgress, signal }: PackOptions = {},
): Promise<Packed> {
  const name = newName()
  try {
    const result = await exec(packCommand(name, most), { milliseconds: PACK_MILLISECONDS })
    if (result.timedOut) return { state: 'late' }
    const [state, size = 0, unreadable = 0] = result.stdout.trim().split(' ')
    if (state === 'none' || state === 'large') return { state }
    if (state !== 'packed') return { state: 'failed', reason: lastLine(result.stderr) }
    const parts = await readParts(exec, name, Number(size), { onProgress, signal })
    if (signal?.aborted) return { state: 'stopped' }
    if (parts === undefined) return { state: 'failed', reason: '' }
    return { state: 'packed', parts, unreadable: Number(unreadable) }
  } finally {
    // Where the connection is lost, the next start of the sandbox has none of it.
    await exec(removeCommand(name), { milliseconds: PART_MILLISECONDS }).catch(() => {})
  }
}

/** @returns undefined where a part is not there, or not whole. */
async function readParts(
  exec: Exec,
  name: string,
  size: number,
  { onProgress, signal }: { [Name in keyof PackOptions]?: PackOptions[Name] | undefined },
): Promise<Bytes[] | undefined> {
  const count = Math.ceil(size / READ_BYTES)
  const parts: Bytes[] = []
  let [next, loaded, isWhole] = [0, 0, true]
  const readOn = async () => {
    while (next < count && isWhole && !signal?.aborted) {
      const part = next++
      const result = await exec(partCommand(name, part), { milliseconds: PART_MILLISECONDS })
      const bytes = fromBase64(result.stdout)
      isWhole &&= bytes.length === Math.min(READ_BYTES, size - part * READ_BYTES)
      parts[part] = bytes
      loaded += bytes.length
      onProgress?.(loaded, size)
    }
  }
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, readOn))
  return isWhole ? parts : undefined
}

/**
 * Prints `none`, `large`, or `packed`, the size in bytes and how many files could not be read. It bears
 * being run twice, because a broken connection sends it again.
 */
function packCommand(name: string, most: number): string {
  return `export LC_ALL=C
cd || exit 1
[ -n "$(find . -mindepth 1 -maxdepth 1 ! -name '.*' -print -quit)" ] || { echo none; exit; }
p=${fileOf(name)} && t=$(mktemp "$p.XXXXXX") || exit 1
trap 'rm -f "$t" "$t.errors"' EXIT
tar -c --exclude='./.*' --exclude=node_modules --transform='s,^\\.,home,S' . 2> "$t.errors" |
  gzip | head -c ${most + 1} > "$t" || exit 1
size=$(stat -c %s "$t")
[ "$size" -le ${most} ] || { echo large; exit; }
mv "$t" "$p" && echo "packed $size $(grep -c ': Cannot ' "$t.errors")"`
}

function partCommand(name: string, part: number): string {
  return `tail -c +${part * READ_BYTES + 1} ${fileOf(name)} | head -c ${READ_BYTES} | base64 -w 0`
}

function removeCommand(name: string): string {
  return `rm -f ${fileOf(name)}*`
}

function fileOf(name: string): string {
  return `"\${TMPDIR:-/tmp}"/.blitz-home-${name}`
}

/** Hexadecimal: it needs no quotes in a shell. */
function newName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.split(': ').at(-1) ?? ''
}

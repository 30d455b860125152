/**
 * Silent commands about files of the reader's home directory. A path may hold any character but NUL: it
 * is one quoted word with `./` before it, so that neither a quote nor a leading dash means anything. Each
 * command bears being run twice, because a broken connection sends it again.
 */

/** Largest file that is read or written, in bytes. */
export const MAXIMUM_FILE_BYTES = 1024 * 1024

/** Bytes of a file in one answer; in base64 they fit into the output that is kept of a command. */
export const READ_BYTES = 45_000

/** Most files that are listed, and how deep below the home directory they are. */
export const MAXIMUM_LISTED_FILES = 400
const LISTED_DEPTH = 6

/** @returns `text` as one word of a POSIX shell, whatever it holds. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** Prints size, NUL, path, NUL for each file. Folders that begin with a dot are left out. */
export const LIST_COMMAND = [
  'cd && find . -mindepth 1 -maxdepth',
  `${LISTED_DEPTH} \\( -path './.*' -o -type d -name '.*' -o -name node_modules \\) -prune`,
  "-o -xtype f -printf '%s\\0%P\\0' 2> /dev/null |",
  `head -z -n ${2 * (MAXIMUM_LISTED_FILES + 1)}`,
].join(' ')

/** Prints what is there; of a file its size and version, and on the next line bytes from `offset` on. */
export function readCommand(path: string, offset: number): string {
  return `cd && f=${word(path)}
if [ -d "$f" ]; then echo directory
elif [ ! -e "$f" ]; then echo absent
elif [ ! -f "$f" ]; then echo special
elif [ ! -r "$f" ]; then echo unreadable
else
  size=$(stat -Lc %s "$f")
  if [ "$size" -gt ${MAXIMUM_FILE_BYTES} ]; then echo "large $size"
  else
    echo "file $size $(sha256sum < "$f")"
    tail -c +${offset + 1} "$f" | head -c ${READ_BYTES} | base64 -w 0
  fi
fi`
}

/** Keeps a part of a new content, given in base64 as input. @param save names the saving: hexadecimal. */
export function partCommand(save: string, part: number): string {
  const name = String(part).padStart(4, '0')
  return `p=${folderOf(save)}; mkdir -p -m 700 "$p" && base64 -d > "$p/${name}"`
}

export interface WriteCommand {
  readonly path: string
  /** Of the file that may be overwritten; undefined where there must be none, `any` for whatever is there. */
  readonly expected: string | undefined
  /** Parts that were sent before the last one, which is the input of this command. */
  readonly parts: number
  readonly save: string
}

/**
 * Writes a file in its place, which keeps its mode, its links, and what a container has mounted. What was
 * there comes back where that fails, such as on a full disk.
 */
export function writeCommand({ path, expected, parts, save }: WriteCommand): string {
  return `cd && f=${word(path)} want=${quoteForShell(expected ?? 'absent')} p=${folderOf(save)}
[ ${parts} = "$(ls "$p" 2> /dev/null | wc -l)" ] || { echo lost; exit; }
mkdir -p -m 700 "$p" && trap 'rm -rf "$p"' EXIT && base64 -d > "$p/last" || exit 1
cat "$p"/* > "$p.new" && trap 'rm -rf "$p" "$p.new" "$p.old"' EXIT || exit 1
if [ -d "$f" ]; then echo directory; exit; fi
if [ -e "$f" ]; then
  [ -f "$f" ] || { echo special; exit; }
  now=$(sha256sum < "$f") new=$(sha256sum < "$p.new")
  if [ "$now" != "$new" ]; then
    [ "$want" = any ] || [ "$now" = "$want  -" ] || { echo "changed $now"; exit; }
    cp "$f" "$p.old" || exit 1
    cat "$p.new" > "$f" || { [ ! -w "$f" ] || cat "$p.old" > "$f"; exit 1; }
  fi
else
  mkdir -p "\${f%/*}" && cat "$p.new" > "$f" || exit 1
fi
echo "saved $(sha256sum < "$f")"`
}

/** Gives a file another name, which no other has yet. */
export function renameCommand(path: string, next: string): string {
  return `cd && f=${word(path)} t=${word(next)}
if [ -e "$t" ] || [ -L "$t" ]; then [ -e "$f" ] && echo taken || echo done; exit; fi
mkdir -p "\${t%/*}" && mv -T "$f" "$t" && echo done`
}

export function removeCommand(path: string): string {
  return `cd && rm -f ${word(path)} && echo done`
}

function word(path: string): string {
  return quoteForShell(`./${path}`)
}

function folderOf(save: string): string {
  return `"\${TMPDIR:-/tmp}"/.blitz-save-${save}`
}

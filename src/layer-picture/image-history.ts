/** One line of `docker image history`: an instruction, and what it added. */
export interface HistoryLine {
  /** As it stood in the Dockerfile, as far as the image still tells. */
  readonly instruction: string
  readonly bytes: number
}

/**
 * Reads the lines of `docker image history --no-trunc --human=false --format '{{json .}}'`.
 * @returns them in Docker's order, the newest first; lines that are not JSON are left out.
 */
export function parseHistory(output: string): readonly HistoryLine[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return []
    const { Comment, CreatedBy, Size } = JSON.parse(line) as Record<string, string | undefined>
    return [
      {
        instruction: instructionOf(CreatedBy || Comment || ''),
        bytes: Number.parseInt(Size ?? '0', 10),
      },
    ]
  })
}

/** Takes away what BuildKit and the builder before it wrote around an instruction. */
function instructionOf(createdBy: string): string {
  const plain = createdBy
    .replace(/\s*# buildkit$/, '')
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^(?:RUN )?\/bin\/sh -c /, 'RUN ')
    .replace(/\s+/g, ' ')
  const ports = /^EXPOSE map\[(.*)\]$/.exec(plain)?.[1]
  if (ports !== undefined) return `EXPOSE ${ports.replaceAll(/\/tcp|:\{\}/g, '')}`
  return plain
}

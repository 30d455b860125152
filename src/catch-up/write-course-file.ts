import type { PlayableFile, PlayableStep } from '../../lesson/playable.ts'
import type { FileWritten, SandboxFiles } from '../../protocol/sandbox-files.ts'

export interface CourseFileCare {
  readonly files: Pick<SandboxFiles, 'read' | 'write'>
  /** Every block and file of the course. */
  readonly steps: () => Promise<readonly PlayableStep[]>
}

/**
 * Writes a file of the course. What is there under its name stays, unless the course has put it there: a
 * chapter may show a file twice, and better the second time.
 * @returns `changed` where the reader has something of their own there.
 * @throws {LiveError} when the sandbox cannot be reached.
 */
export async function writeCourseFile(
  { path, text }: Pick<PlayableFile, 'path' | 'text'>,
  { files, steps }: CourseFileCare,
): Promise<FileWritten> {
  const bytes = new TextEncoder().encode(text)
  const written = await files.write(path, bytes, undefined)
  if (written.state !== 'changed') return written
  const read = await files.read(path)
  if (read.state !== 'file') return written
  const there = new TextDecoder('utf-8', { ignoreBOM: true }).decode(read.bytes)
  // Without the course it counts as the reader's own.
  const known = await steps().catch(() => [])
  const isOfCourse = known.some(
    (step) => 'path' in step && step.path === path && step.text === there,
  )
  return isOfCourse ? files.write(path, bytes, read.version) : written
}

import { setTimeout as delay } from 'node:timers/promises'
import { ShellMarkParser } from '../../../protocol/shell-marks.ts'
import type { Sandbox } from '../sandbox.ts'
import type { KnownPrompt } from './known-prompt.ts'
import { newShellId, openShell } from './shells.ts'

/** Time that a shell may take until it stands at its prompt, in milliseconds. */
const PROMPT_MILLISECONDS = 30_000
const LONGEST_PROMPT_BYTES = 4096

/** No terminal's name begins with a slash, so the shell is nobody's. */
const REHEARSAL_NAME = '/rehearsal'
const SIZE = { columns: 80, rows: 24 }

/**
 * Runs a shell in the sandbox until it stands at its prompt, and ends it.
 * @param secretOf what the marks of the shell of an id have.
 * @throws when it does not come that far.
 */
export async function rehearsePrompt(
  sandbox: Sandbox,
  secretOf: (id: string) => string,
): Promise<KnownPrompt> {
  const id = newShellId()
  const secret = secretOf(id)
  const shell = await openShell(sandbox, { name: REHEARSAL_NAME, id, secret, size: SIZE })
  const marks = new ShellMarkParser()
  marks.believe(secret)
  const ended = new AbortController()
  const pieces: Buffer[] = []
  const prompt = new Promise<KnownPrompt>((resolve, reject) => {
    let bytes = 0
    shell.on('data', (chunk: Buffer) => {
      pieces.push(chunk)
      bytes += chunk.length
      if (marks.push(chunk).some(({ kind }) => kind === 'prompt-end')) {
        resolve({ id, secret, printed: Buffer.concat(pieces) })
      } else if (bytes > LONGEST_PROMPT_BYTES) reject(new Error('The prompt does not end.'))
    })
    shell.once('close', () => reject(new Error('The shell ended before its prompt.')))
    delay(PROMPT_MILLISECONDS, undefined, { ref: false, signal: ended.signal }).then(
      () => reject(new Error('The shell came to no prompt in time.')),
      () => {},
    )
  })
  try {
    return await prompt
  } finally {
    ended.abort()
    shell.close()
  }
}

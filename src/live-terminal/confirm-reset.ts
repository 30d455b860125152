import { phrase } from '../../words/phrase.ts'

/** Asks whether the sandbox may be thrown away. @returns false when the reader thinks better. */
export async function confirmReset(): Promise<boolean> {
  const text = phrase('sandbox.reset-text')
  try {
    // Few readers ever reset: their pages load this when they do.
    const { confirm } = await import('../dialog/confirm.ts')
    const title = phrase('sandbox.reset-title')
    return await confirm({
      title,
      text,
      keep: phrase('sandbox.reset-keep'),
      go: phrase('sandbox.reset'),
    })
  } catch {
    // The server is away; the browser has a dialog of its own.
    return window.confirm(text)
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const EXECUTABLE = process.env['XVFB'] ?? '/usr/bin/Xvfb'

/** Wider than any window of the tests. */
const SCREEN = '2000x1200x24'

let display: Promise<string> | undefined

/**
 * The variables that show a program on a screen that is not there. The screen is started once, and
 * ends with this process.
 */
export async function screenVariables(): Promise<Record<string, string>> {
  display ??= startScreen()
  return { DISPLAY: await display, GDK_BACKEND: 'x11', MOZ_ENABLE_WAYLAND: '0' }
}

async function startScreen(): Promise<string> {
  // It chooses a free number, and writes it to the fourth of its files once it is ready.
  const words = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp']
  const screen = spawn(EXECUTABLE, words, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  process.once('exit', () => screen.kill())
  const number = createInterface(screen.stdio[3] as Readable)
  const failed = once(screen, 'exit').then(() => {
    throw new Error(`${EXECUTABLE} has ended before there was a screen.`)
  })
  const [line] = (await Promise.race([once(number, 'line'), failed])) as [string]
  failed.catch(() => {})
  screen.unref()
  return `:${line}`
}

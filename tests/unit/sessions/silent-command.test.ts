import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { quoteForShell } from '../../../sandbox-server/common/quote-for-shell.ts'
import { silentCommand } from '../../../sandbox-server/sessions/silent-command.ts'

describe('a word quoted for the shell', () => {
  it.each([
    '',
    'plain',
    "it's",
    '$HOME',
    '`id`',
    'a b\tc',
    '"',
    '\\',
    "'; rm -rf /; '",
    '*',
    'é\n',
  ])('%j comes through a real shell as it is', (word) => {
    expect(execFileSync('sh', ['-c', `printf %s ${quoteForShell(word)}`]).toString()).toBe(word)
  })
})

describe('a silent command', () => {
  it('runs in its directory', () => {
    expect(execFileSync('sh', ['-c', silentCommand('pwd', '/usr', 1000)]).toString()).toBe('/usr\n')
  })
})

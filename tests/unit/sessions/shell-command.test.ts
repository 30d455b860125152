import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import {
  quoteForShell,
  shellCommand,
  silentCommand,
} from '../../../sandbox-server/sessions/shell-command.ts'

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

describe('the commands of a terminal', () => {
  it('start its shell in a directory, or at home', () => {
    expect(shellCommand('a/b', "/it's")).toBe(`exec 'blitz-shell' 'a/b' '/it'\\''s'`)
    expect(shellCommand('a/b', undefined)).toBe(`exec 'blitz-shell' 'a/b'`)
  })

  it('run a silent command in its directory', () => {
    expect(execFileSync('sh', ['-c', silentCommand('pwd', '/usr', 1000)]).toString()).toBe('/usr\n')
  })
})

import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { expectQuotable, fillInCommand } from '../../../lesson/fill-in-command.ts'

const NONE = new Map<string, string>()
const VALUES = [
  'ada',
  'Ada Lovelace',
  "O'Brien",
  '"quoted"',
  '$HOME',
  '$(echo no)',
  '`echo no`',
  'back\\slash',
  'a;b|c&d>e<f',
  '*',
  '~',
  '#no comment',
  '!!',
  '{visitor}',
  '{a,b}',
  'Zoë 🐳',
  "'",
  '\\',
]

/** What bash prints for a command, interactive as in a reader's terminal. */
function printed(command: string): string {
  const options = ['--norc', '--noprofile', '-i']
  // Where it has no terminal, an interactive bash says so on its standard error.
  const stdio = ['pipe', 'pipe', 'ignore'] as const
  return execFileSync('bash', options, { input: `${command}\n`, stdio: [...stdio] }).toString()
}

describe('a value that a reader chose', () => {
  it.each([
    ['alone', 'printf "%s\\n" {who}'],
    ['within a word', 'printf "%s\\n" {who}'],
    ['in single quotes', "printf '%s\\n' '{who}'"],
    ['in double quotes', 'printf "%s\\n" "{who}"'],
    ['in a substitution', 'printf "%s\\n" \'\'$(true){who}'],
    ['behind quotes of both kinds', `printf '%s\\n' "it's "'"'"{who}" | sed "s/^it's \\"//"`],
  ])('is text to the shell, %s', (_, template) => {
    const commands = VALUES.map((who) => fillInCommand(template, NONE, new Map([['who', who]])))
    expect(printed(commands.join('\n'))).toBe(`${VALUES.join('\n')}\n`)
  })

  it('stands as it is where it means nothing to a shell', () => {
    const command = 'docker image push {user}/app:{tag} "by {user}"'
    const values = new Map([
      ['user', 'ada-l'],
      ['tag', 'v1.2'],
    ])
    expect(fillInCommand(command, NONE, values)).toBe('docker image push ada-l/app:v1.2 "by ada-l"')
  })

  it('is never taken for the place of a captured value', () => {
    const captured = new Map([['visitor', 'quirky_curie']])
    const once = fillInCommand('echo {visitor} {who}', NONE, new Map([['who', '{visitor}']]))
    expect(fillInCommand(once, captured, NONE)).toBe("echo quirky_curie '{''visitor}'")
  })

  it.each([
    'echo `date {who}`',
    'cat <<END\n{who}\nEND',
    'echo "$(echo {who})"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: of a shell
    'echo ${X:-{who} }',
    "echo $'{who}'",
  ])('is refused where it cannot be quoted: %s', (command) => {
    expect(() => expectQuotable(command, new Map([['who', 'ada']]))).toThrow(
      '{who} cannot be quoted there: keep a variable out of backticks',
    )
  })
})

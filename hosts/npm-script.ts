import { createRequire } from 'node:module'
import { PROJECT_PATH } from './recipe.ts'

const { scripts } = createRequire(import.meta.url)('../package.json') as {
  scripts: Readonly<Record<string, string>>
}

/**
 * @returns what npm would run, in the machine: npm itself takes a minute of emulation to begin.
 */
export function npmScript(name: string): string {
  const command = scripts[name]
  if (command === undefined) throw new Error(`package.json has no script ${name}.`)
  return command.replace(/^node /, `/usr/bin/node ${PROJECT_PATH}/`)
}

import * as z from 'zod'
import { FenceError } from './fence-error.ts'
import { checkName, readOptions } from './fence-options.ts'
import { isUsableValue, VALUE_LENGTH, type Variable, wholeMatch } from './variable.ts'
import { parseYamlFence } from './yaml-fence.ts'

/** The language of fences that hold a variable, as YAML. */
export const VARIABLE_LANGUAGE = 'variable'

const text = z.string().trim().min(1)

const variableFile = z.strictObject({
  label: text,
  default: text,
  pattern: text.optional(),
  otherwise: text.optional(),
})

/** @throws {FenceError} */
export function parseVariable(meta: string | null | undefined, content: string): Variable {
  const { name } = readOptions(meta ?? '', ['name'])
  if (name === undefined) throw new FenceError('A variable needs a name: ```variable name="…".')
  const {
    label,
    default: value,
    pattern,
    otherwise,
  } = parseYamlFence('variable', variableFile, content)
  const variable = { name: checkName(name), label, default: value, pattern, otherwise }
  try {
    wholeMatch(pattern ?? '')
  } catch (error) {
    throw new FenceError(`pattern of the variable ${name}: ${(error as Error).message}.`)
  }
  if (isUsableValue(variable, value)) return variable
  throw new FenceError(
    `The default "${value}" of the variable ${name} is not usable: it takes one line of up to ${VALUE_LENGTH} characters that its pattern matches.`,
  )
}

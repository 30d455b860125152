import type { Expect } from './expect.ts'
import { shapeOf } from './shape.ts'

/** Two texts of which the second should have been like the first. */
export interface Difference {
  readonly expected: string
  readonly actual: string
}

/**
 * Compares what a page shows with what came out.
 * @returns undefined where they agree; else both, as they were compared.
 */
export function compareOutput(
  expect: Expect,
  recorded: string,
  output: string,
): Difference | undefined {
  switch (expect.kind) {
    case 'any':
      return undefined
    case 'exact':
      return difference(recorded, output)
    case 'shape':
      return difference(shapeOf(recorded), shapeOf(output))
    case 'rows':
      return difference(sorted(shapeOf(recorded)), sorted(shapeOf(output)))
    case 'lines': {
      const expected = shapeOf(recorded)
      const actual = shapeOf(output)
      return isSelection(expected.split('\n'), actual.split('\n'))
        ? undefined
        : { expected, actual }
    }
    case 'pattern': {
      const { source } = expect
      return new RegExp(source, 'm').test(output)
        ? undefined
        : { expected: `/${source}/`, actual: output }
    }
  }
}

function difference(expected: string, actual: string): Difference | undefined {
  return expected === actual ? undefined : { expected, actual }
}

function sorted(text: string): string {
  return text.split('\n').sort().join('\n')
}

/** Whether every line of `selection` is among `lines`, in that order. */
function isSelection(selection: readonly string[], lines: readonly string[]): boolean {
  let from = 0
  return selection.every((line) => {
    const found = lines.indexOf(line, from)
    from = found + 1
    return found !== -1
  })
}

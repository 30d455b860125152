const STEP_LINE = /^#(\d+) (.*)$/

/** Lines that tell how a step goes on, or how long it took. */
const PROGRESS_LINE =
  /^(DONE <duration>|DONE \d.*|transferring .*|sha256:.*|extracting .*|\.\.\.|resolve .*|exporting .*|writing .*|naming to .* done|naming to .*|.* <duration> done|.* done)$/

/**
 * BuildKit's plain progress numbers its steps in the order in which they begin, and mixes the lines
 * of those that run at the same time.
 * @returns the text with each step's lines together, without numbers and times, the steps by name.
 */
export function sortBuildSteps(text: string): string {
  const steps = new Map<string, string[]>()
  const others: string[] = []
  for (const line of text.split('\n')) {
    const [, number, said] = STEP_LINE.exec(line) ?? []
    if (number === undefined || said === undefined) {
      others.push(line)
      continue
    }
    const lines = steps.get(number) ?? []
    steps.set(number, lines)
    // What a command of the build prints has the time in front of it.
    const plain = said.replace(/^\d+\.\d+ /, '')
    if (PROGRESS_LINE.test(plain) || lines.includes(plain) || plain === '') continue
    lines.push(plain)
  }
  if (steps.size === 0) return text
  const sorted = [...steps.values()].map((lines) => lines.join('\n')).sort()
  const said = others.filter((line) => line !== '')
  return [...sorted.filter(Boolean), ...said, ''].join('\n')
}

/** A code as it is read aloud: in two halves, with a dash between. */
export function spokenCode(code: string): string {
  if (code.includes('-') || code.length <= SHORT_CODE) return code
  const middle = Math.ceil(code.length / 2)
  return `${code.slice(0, middle)}-${code.slice(middle)}`
}

/** So many signs are read at a glance. */
const SHORT_CODE = 5

/** A code as it is read aloud: in two halves, with a dash between. */
export function spokenCode(code: string): string {
  const plain = code.replaceAll('-', '')
  if (plain.length <= SHORT_CODE) return plain
  const middle = Math.ceil(plain.length / 2)
  return `${plain.slice(0, middle)}-${plain.slice(middle)}`
}

/** So many signs are read at a glance. */
const SHORT_CODE = 5

/** @returns whether `parseArgs` of Node threw it: a flag that there is not, or one without its value. */
export function isWrongFlag(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  )
}

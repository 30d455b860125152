import * as z from 'zod'

/** @returns the fields of the object that a schema expects at a path; none where it expects another value. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema
  for (const step of ['', ...path]) {
    if (at instanceof z.ZodObject && step !== '') at = at.shape[step as string]
    else if (at instanceof z.ZodArray) at = at.element
    while (at instanceof z.ZodDefault || at instanceof z.ZodOptional) at = at.unwrap()
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : []
}

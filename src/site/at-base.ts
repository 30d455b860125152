/** The path under which the site is, with a slash at both ends. */
export const BASE = import.meta.env.BASE_URL

/** @param path as it is where the site has a whole host for itself: `/welcome/`. */
export function atBase(path: string): string {
  return BASE + path.slice(1)
}

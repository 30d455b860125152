/** Schemas that pages of workshops alone load. */
const OF_WORKSHOPS = /\/protocol\/(?:board|join|report|workshop)-messages\.ts$/

const OF_ZOD = /\/node_modules\/zod\//

const APART = '?apart'

/** What this plugin uses of Vite's plugin context. */
interface Resolver {
  resolve(
    source: string,
    importer: string,
    options: { readonly skipSelf: boolean },
  ): Promise<{ readonly id: string } | null>
}

/**
 * A Vite plugin: gives the schemas of workshops a copy of zod of their own. A bundler keeps one copy
 * with all that any page uses, and every reader would load the parts that only a board needs.
 */
export function zodApart() {
  return {
    name: 'zod-apart',
    enforce: 'pre' as const,
    async resolveId(this: Resolver, source: string, importer: string | undefined) {
      const isWithin = importer?.endsWith(APART) === true
      if (importer === undefined || (!isWithin && !OF_WORKSHOPS.test(importer))) return undefined
      const from = isWithin ? importer.slice(0, -APART.length) : importer
      const resolved = await this.resolve(source, from, { skipSelf: true })
      return resolved && OF_ZOD.test(resolved.id)
        ? { ...resolved, id: resolved.id + APART }
        : resolved
    },
  }
}

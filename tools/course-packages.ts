import { join, sep } from 'node:path'

/** Any file of the project stands for it: packages are looked for from there upwards. */
const PROJECT_FILE = join(import.meta.dirname, '../astro.config.mjs')

/** What of Vite's plugin context is used here. */
interface Resolver {
  resolve(source: string, importer: string, options: object): Promise<unknown>
}

/**
 * Lets the files of a course outside of the project import the project's packages. A compiled
 * chapter imports `astro/jsx-runtime`, and there is no `node_modules` above it.
 */
export function coursePackages(directory: string) {
  return {
    name: 'course-packages',
    enforce: 'pre' as const,
    resolveId(this: Resolver, source: string, importer: string | undefined, options: object) {
      const isOfCourse = importer?.startsWith(directory + sep)
      // A package by its name: no path, and no name that Vite makes up.
      if (!isOfCourse || !/^[a-z@][^:\0]*$/i.test(source)) return undefined
      return this.resolve(source, PROJECT_FILE, { ...options, skipSelf: true })
    },
  }
}

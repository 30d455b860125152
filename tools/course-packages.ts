import { dirname, join, relative, resolve, sep } from 'node:path'
import { LEADS_OUT } from './build-trouble.ts'

/** Any file of the project stands for it: packages are looked for from there upwards. */
const PROJECT_FILE = join(import.meta.dirname, '../astro.config.mjs')

const PROJECT = dirname(PROJECT_FILE)

/** What of Vite's plugin context is used here. */
interface Resolver {
  error(message: string): never
  resolve(source: string, importer: string, options: object): Promise<unknown>
}

/**
 * Keeps what a course's files import inside its folder, apart from the project's own.
 *
 * Lets the files of a course outside of the project import the project's packages. A compiled
 * chapter imports `astro/jsx-runtime`, and there is no `node_modules` above it.
 */
export function coursePackages(directory: string) {
  return {
    name: 'course-packages',
    enforce: 'pre' as const,
    resolveId(this: Resolver, source: string, importer: string | undefined, options: object) {
      const isOfCourse = importer?.startsWith(directory + sep)
      if (!isOfCourse || importer === undefined) return undefined
      if (/^\.\.?\//.test(source)) {
        const path = resolve(dirname(importer), source)
        if ([directory, PROJECT].some((folder) => path.startsWith(folder + sep))) return undefined
        this.error(`${relative(directory, importer.replace(/\?.*$/, ''))}: ${source} ${LEADS_OUT}`)
      }
      // A package by its name: no path, and no name that Vite makes up.
      if (!/^[a-z@][^:\0]*$/i.test(source)) return undefined
      return this.resolve(source, PROJECT_FILE, { ...options, skipSelf: true })
    },
  }
}

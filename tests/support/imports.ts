import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

/** The project's files that import, each with what it imports: project paths and package names. */
export type Imports = ReadonlyMap<string, readonly string[]>

const ROOT = join(import.meta.dirname, '../..')

/** @returns the imports of every file that git would hold; those of types and lazy ones count. */
export function readImports(folders: readonly string[]): Imports {
  const files = globSync(`{${folders.join(',')}}/**/*.{ts,mts,mjs,astro}`, {
    cwd: ROOT,
    exclude: ['**/node_modules/**'],
  })
  return new Map(
    files.sort().map((file) => [file, importsOf(file, readFileSync(join(ROOT, file), 'utf8'))]),
  )
}

/** @param file a path of the project, against which relative imports are resolved. */
export function importsOf(file: string, text: string): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true)
  return importedFiles.map(({ fileName }) => {
    const path = fileName.replace(/\?.*$/, '')
    return path.startsWith('.') ? join(dirname(file), path) : path
  })
}

/** @returns one circle of files that import each other, the first file named again at the end. */
export function findCircle(imports: Imports): string[] | undefined {
  const done = new Set<string>()
  const way: string[] = []
  const visit = (file: string): string[] | undefined => {
    if (done.has(file)) return undefined
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file]
    way.push(file)
    for (const imported of imports.get(file) ?? []) {
      const circle = imports.has(imported) ? visit(imported) : undefined
      if (circle) return circle
    }
    way.pop()
    done.add(file)
    return undefined
  }
  for (const file of imports.keys()) {
    const circle = visit(file)
    if (circle) return circle
  }
  return undefined
}

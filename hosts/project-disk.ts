import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { makeDisk } from './disk.ts'
import { type RunProgramOptions, runProgram } from './run-program.ts'

const PROJECT = join(import.meta.dirname, '..')
const GIBIBYTES = 4

const lockFile = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })),
})

/**
 * A disk with the project as it is here, built, and with the packages that a host needs: what only
 * tests use stays out. It is made for each run, since files here change.
 * @param work a folder of this run.
 */
export async function makeProjectDisk(work: string, options: RunProgramOptions): Promise<string> {
  const tree = join(work, 'project')
  await mkdir(tree)
  const left = join(work, 'left-out')
  await writeFile(left, (await developmentPackages()).map((path) => `./${path}\n`).join(''))
  const pack = ['tar', '--create', '--owner=0', '--group=0']
  const unpack = `tar --extract --directory '${tree}'`
  await runProgram(
    [
      ...['bash', '-o', 'pipefail', '-c'],
      // What was removed and not committed yet is in the list, too.
      `git ls-files -z --cached --others --exclude-standard |
        ${pack.join(' ')} --null --files-from=- --ignore-failed-read 2> /dev/null | ${unpack}
      ${pack.join(' ')} --anchored --exclude=./node_modules/.cache --exclude=./node_modules/.vite* \
        --exclude-from='${left}' ./dist ./node_modules | ${unpack}`,
    ],
    { ...options, directory: PROJECT },
  )
  const path = join(work, 'project.raw')
  await makeDisk({ tree, path, gibibytes: GIBIBYTES }, options)
  await rm(tree, { recursive: true })
  return path
}

/** @returns the folders of packages that only work on the project needs. */
async function developmentPackages(): Promise<string[]> {
  const text = await readFile(join(PROJECT, 'node_modules/.package-lock.json'), 'utf8')
  const { packages } = lockFile.parse(JSON.parse(text))
  return Object.keys(packages).filter((folder) => packages[folder]?.dev)
}

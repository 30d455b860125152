import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { systemEnvironment } from '../sandbox-server/common/debian-packages.ts'
import { loadDeploymentKey } from '../sandbox-server/sandboxes/ssh/deployment-key.ts'
import type { Cache } from './cache.ts'
import { makeDisk } from './disk.ts'
import { HostsError } from './hosts-error.ts'
import { recipeOf } from './recipe.ts'
import { type RunProgramOptions, runProgram } from './run-program.ts'
import { SYSTEMS, type SystemName } from './systems.ts'

const GIBIBYTES = 8

/** What qemu boots: the kernel and its initrd are files of their own. */
export interface RootDisk {
  readonly disk: string
  readonly kernel: string
  readonly initrd: string
  /** Opens the door of every machine that is made here. */
  readonly privateKey: string
}

/** The root file system of a system: from the cache where the recipe is the same as it was. */
export async function ensureRootDisk(
  name: SystemName,
  cache: Cache,
  options: RunProgramOptions,
): Promise<RootDisk> {
  const key = await loadDeploymentKey(cache.directory)
  const npm = await npmFolder()
  const { stdout } = await promisify(execFile)('npm', ['--version'])
  const recipe = recipeOf(SYSTEMS[name], { key: key.publicKey, npm, npmVersion: stdout.trim() })
  // A name that another begins with has its own prefix.
  const prefix = `root-of-${name.replaceAll('-', '_')}`
  const made = `${prefix}-${recipe.hash}`
  const folder = cache.path(made)
  if (!(await cache.has(made))) {
    await cache.keepOnly(prefix, made)
    const work = await mkdtemp(`${folder}-`)
    try {
      const tree = join(work, 'tree')
      await runProgram(recipe.words(tree), { ...options, environment: recipe.environment })
      options.tell?.('making the disk')
      const done = join(work, 'done')
      await mkdir(done)
      for (const file of ['vmlinuz', 'initrd.img']) {
        await copyFile(await onlyFile(join(tree, 'boot'), `${file}-`), join(done, file))
      }
      await makeDisk({ tree, path: join(done, 'root.raw'), gibibytes: GIBIBYTES }, options)
      await rename(done, folder)
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }
  return {
    disk: join(folder, 'root.raw'),
    kernel: join(folder, 'vmlinuz'),
    initrd: join(folder, 'initrd.img'),
    privateKey: key.privateKey,
  }
}

/** @returns the folder of the npm that runs us: Debian's brings 494 packages. */
async function npmFolder(): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v npm'], {
    env: systemEnvironment(),
  })
  // The program is npm/bin/npm-cli.js.
  return dirname(dirname(await realpath(stdout.trim())))
}

async function onlyFile(folder: string, prefix: string): Promise<string> {
  const name = (await readdir(folder)).find((each) => each.startsWith(prefix))
  if (name === undefined) throw new HostsError(`The system has no ${prefix}* in /boot.`)
  return join(folder, name)
}

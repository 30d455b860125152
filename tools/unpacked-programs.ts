import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  canInstallPackages,
  isOnPath,
  runSystem,
} from '../sandbox-server/common/debian-packages.ts'

const DIRECTORY = join(import.meta.dirname, '../node_modules/.cache/blitz-programs')

/** Where a program is in its Debian package. Their packages, once installed, start services. */
const PROGRAMS = {
  nginx: { packaged: 'nginx', path: 'usr/sbin/nginx' },
  caddy: { packaged: 'caddy', path: 'usr/bin/caddy' },
} as const

export type UnpackedProgram = keyof typeof PROGRAMS

/** @returns the system's program, else the unpacked one; undefined where there is neither. */
export async function findProgram(name: UnpackedProgram): Promise<string | undefined> {
  if (await isOnPath(name)) return name
  const path = join(DIRECTORY, name, PROGRAMS[name].path)
  return access(path).then(
    () => path,
    () => undefined,
  )
}

/**
 * Gets a program from its Debian package where it is missing, without installing the package.
 * @returns whether the program is there now. @throws where the package cannot be had.
 */
export async function unpackProgram(name: UnpackedProgram): Promise<boolean> {
  if ((await findProgram(name)) !== undefined) return true
  if (!(await canInstallPackages())) return false
  const work = join(DIRECTORY, `${name}.part`)
  await rm(work, { recursive: true, force: true })
  await mkdir(join(work, 'root'), { recursive: true })
  await runSystem(['apt-get', '-qq', 'update'])
  // As apt's own user, which may not write here, it would say so; nothing else follows from that.
  const download = ['apt-get', '-qq', '-o', 'APT::Sandbox::User=root', 'download']
  await runSystem(['env', '-C', work, ...download, PROGRAMS[name].packaged])
  for (const file of await readdir(work)) {
    if (!file.endsWith('.deb')) continue
    await runSystem(['dpkg-deb', '--extract', join(work, file), join(work, 'root')])
  }
  await rm(join(DIRECTORY, name), { recursive: true, force: true })
  await rename(join(work, 'root'), join(DIRECTORY, name))
  await rm(work, { recursive: true })
  return (await findProgram(name)) !== undefined
}

import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runSystem } from '../../sandbox-server/common/debian-packages.ts'
import { exists, PEERS_CACHE } from './cache.ts'

const SOURCE = 'deb https://deb.debian.org/debian sid main\n'

/** How to run a program of Debian sid on whatever Debian this is. */
export interface SidProgram {
  /** The program and its first words: its own loader, with its own libraries. */
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Gets a program of Debian sid with all that it needs, beside the system: nothing is installed.
 * @throws where there is no apt-get, or the packages cannot be had.
 */
export async function sidProgram(name: string, packages: readonly string[]): Promise<SidProgram> {
  const root = join(PEERS_CACHE, name)
  if (!(await exists(root))) await unpack(root, packages)
  const [triplet = ''] = await readdir(join(root, 'usr/lib')).then((names) =>
    names.filter((one) => one.endsWith('-linux-gnu')),
  )
  const libraries = join(root, 'usr/lib', triplet)
  const loader = (await readdir(libraries)).find((file) => file.startsWith('ld-linux')) ?? ''
  return {
    command: [join(libraries, loader), '--library-path', libraries, join(root, 'usr/bin', name)],
    // Where it finds its plugins alone: programs that it starts are the system's.
    environment: { LD_LIBRARY_PATH: join(root, 'plugins') },
  }
}

async function unpack(root: string, packages: readonly string[]): Promise<void> {
  const work = `${root}.part`
  await rm(work, { recursive: true, force: true })
  for (const path of ['lists/partial', 'archives/partial', 'debs', 'root/plugins']) {
    await mkdir(join(work, path), { recursive: true })
  }
  await writeFile(join(work, 'sid.list'), SOURCE)
  await writeFile(join(work, 'status'), '')
  const settings = [
    `Dir::State::Lists=${work}/lists`,
    `Dir::State::status=${work}/status`,
    `Dir::Cache=${work}`,
    `Dir::Etc::SourceList=${work}/sid.list`,
    'Dir::Etc::SourceParts=/dev/null',
  ].flatMap((setting) => ['-o', setting])
  await runSystem(['apt-get', '-qq', ...settings, 'update'])
  const download = ['apt-get', '-qq', ...settings, 'download', ...packages]
  await runSystem(['sh', '-c', 'cd "$0" && exec "$@"', join(work, 'debs'), ...download])
  for (const file of await readdir(join(work, 'debs'))) {
    await runSystem(['dpkg-deb', '--extract', join(work, 'debs', file), join(work, 'root')])
  }
  const files = await readdir(join(work, 'root/usr/lib'), { recursive: true })
  for (const file of files.filter((one) => one.includes('libwebsockets-evlib_uv.so'))) {
    const name = file.split('/').at(-1) ?? ''
    await symlink(join('../usr/lib', file), join(work, 'root/plugins', name))
  }
  await rename(join(work, 'root'), root)
  await rm(work, { recursive: true })
}

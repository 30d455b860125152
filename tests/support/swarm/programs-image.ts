import { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { pack } from 'tar-stream'
import { followProgress } from '../../../sandbox-server/images/follow-progress.ts'

/** An image of a kilobyte: the programs that it runs are the machine's own, by `PROGRAMS_MOUNT`. */
export const PROGRAMS_IMAGE = 'blitz-test-programs:1'

/** Without it, nothing runs in the image; as `docker service create --mount` takes it. */
export const PROGRAMS_MOUNT = 'type=bind,source=/usr,destination=/usr,readonly'

const FOLDERS = ['etc', 'proc', 'sys', 'tmp', 'usr', 'dev']

/** As on the machine itself, whose own folders are in `/usr`. */
const LINKS = ['bin', 'sbin', 'lib', 'lib64']

export async function importProgramsImage(docker: Docker): Promise<void> {
  const archive = pack()
  for (const name of FOLDERS) archive.entry({ name, type: 'directory' })
  for (const name of LINKS) archive.entry({ name, type: 'symlink', linkname: `usr/${name}` })
  archive.finalize()
  const [repo, tag] = PROGRAMS_IMAGE.split(':')
  const importing = await docker.importImage(Readable.from(archive), { repo, tag })
  await followProgress(docker, importing)
}

import { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { pack } from 'tar-stream'
import { followProgress } from '../../../sandbox-server/images/follow-progress.ts'

/** An image of a kilobyte: the programs that it runs are the machine's own, by `PROGRAMS_MOUNT`. */
export const PROGRAMS_IMAGE = 'blitz-test-programs:1'

/** Without it, nothing runs in the image; as `docker service create --mount` takes it. */
export const PROGRAMS_MOUNT = 'type=bind,source=/usr,destination=/usr,readonly'

/** The same, with what `deploy/Dockerfile` says of the server: its files are the project's, by a mount. */
export const SERVER_IMAGE = 'blitz-test-server:1'
export const PROJECT_FOLDER = '/srv/docker-blitz'

/** Where the machine has the project (machine.sh). */
export const PROJECT_ON_MACHINE = '/mnt/project'

/** Of the user that the server is. */
const STATE_FOLDER = 'var/lib/docker-blitz'
export const SERVER_USER = 10001

const USERS = `root:x:0:0::/root:/bin/sh
blitz:x:${SERVER_USER}:${SERVER_USER}::/${STATE_FOLDER}:/bin/sh
`

const AS_OF_DOCKERFILE = [
  `ENV PATH=${PROJECT_FOLDER}/node_modules/.bin:/usr/sbin:/usr/bin:/sbin:/bin`,
  `ENV STATE_DIRECTORY=/${STATE_FOLDER}`,
  'ENV ASTRO_TELEMETRY_DISABLED=1',
  `WORKDIR ${PROJECT_FOLDER}`,
  `ENTRYPOINT ["tini", "-s", "--", "${PROJECT_FOLDER}/deploy/command"]`,
  'CMD ["start"]',
]

const FOLDERS = ['dev', 'etc', 'proc', 'run', 'sys', 'tmp', 'usr', 'srv/docker-blitz']

/** As on the machine itself, whose own folders are in `/usr`. */
const LINKS = ['bin', 'sbin', 'lib', 'lib64']

/** Gives an engine both images. */
export async function importProgramsImages(docker: Docker): Promise<void> {
  await importImage(docker, PROGRAMS_IMAGE)
  await importImage(docker, SERVER_IMAGE, AS_OF_DOCKERFILE)
}

async function importImage(
  docker: Docker,
  name: string,
  instructions: readonly string[] = ['WORKDIR /'],
): Promise<void> {
  const archive = pack()
  for (const folder of FOLDERS) archive.entry({ name: folder, type: 'directory' })
  for (const link of LINKS) archive.entry({ name: link, type: 'symlink', linkname: `usr/${link}` })
  const owner = { uid: SERVER_USER, gid: SERVER_USER }
  archive.entry({ name: 'etc/passwd' }, USERS)
  archive.entry({ name: STATE_FOLDER, type: 'directory', mode: 0o700, ...owner })
  archive.finalize()
  const [repo, tag] = name.split(':')
  const options = { repo, tag, changes: instructions.join('\n') }
  await followProgress(docker, await docker.importImage(Readable.from(archive), options))
}

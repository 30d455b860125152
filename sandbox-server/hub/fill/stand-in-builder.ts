import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { engineSentence } from '../../drivers/docker-engine/engine-error.ts'
import { BUILD_STAGE_LABEL } from '../../drivers/docker-engine/labels.ts'
import { DriverError } from '../../drivers/driver.ts'
import { ensureBaseImage } from '../../images/base-image.ts'
import { buildContext } from '../../images/build-context.ts'
import { buildImage } from '../../images/build-image.ts'
import type { StandInBuilder } from './stand-ins.ts'

const DIRECTORY = join(import.meta.dirname, '../stand-ins')
const PARTS = [
  'Dockerfile',
  'busybox-root',
  'dockerfile',
  'hello-world',
  'httpd',
  'mariadb',
  'mongo',
  'mongod',
  'nginx',
  'packages',
  'postgres',
  'vote',
  'web',
]
const REPOSITORY = 'docker-blitz/stand-in'

function standInContext() {
  return buildContext(DIRECTORY, PARTS)
}

/** Of a server that has no engine: what is there is served, and what is not, needs Docker Hub. */
export async function standInsWithoutEngine(): Promise<StandInBuilder> {
  const { hash: recipe } = await standInContext()
  const refuse = async (what: string): Promise<never> => {
    throw new DriverError(
      `${what} cannot be built: a server with NODES has no engine. Where Docker Hub cannot be reached, fill the hub on a machine that has one (npm run hub -- fill), and copy the folder hub of its STATE_DIRECTORY.`,
    )
  }
  return {
    recipe,
    build: (stage) => refuse(`The stand-in ${stage}`),
    save: (stage) => refuse(`The stand-in ${stage}`),
    buildFolder: (path) => refuse(`The image of the folder ${basename(path)}`),
    async removeAll() {},
  }
}

/**
 * Builds stand-ins on the host's own engine, and takes them off it again.
 * @param owner keeps apart what several deployments build at the same time.
 */
export async function createStandInBuilder(docker: Docker, owner: string): Promise<StandInBuilder> {
  const context = await standInContext()
  const ending = `-${context.hash}-${owner}`
  const name = (stage: string) => `${REPOSITORY}:${stage}${ending}`
  const save = async (image: string, what: string): Promise<Readable> => {
    try {
      return (await docker.getImage(image).get()) as Readable
    } catch (error) {
      throw new DriverError(engineSentence(`${what} could not be saved`, error), { cause: error })
    }
  }
  return {
    recipe: context.hash,
    async build(stage, { onText, signal }) {
      const options = { onProgress: ({ text }: { text: string }) => onText?.(text), signal }
      await ensureBaseImage(docker, options)
      const what = `The stand-in ${stage}`
      await buildImage(docker, { image: name(stage), what, context, target: stage }, options)
    },
    save: (stage) => save(name(stage), `The stand-in ${stage}`),
    async buildFolder(path, { signal }) {
      await ensureBaseImage(docker, { signal })
      const own = await buildContext(path, await readdir(path))
      const image = name(`own-${own.hash}`)
      const what = `The image of the folder ${basename(path)}`
      await buildImage(docker, { image, what, context: own }, { signal })
      return save(image, what)
    },
    async removeAll() {
      const images = await docker.listImages({ filters: { reference: [REPOSITORY] } })
      const tags = images.flatMap(({ RepoTags }) => RepoTags ?? [])
      await Promise.allSettled(
        tags.filter((tag) => tag.endsWith(ending)).map((tag) => docker.getImage(tag).remove()),
      )
      // A stage that others are copied from has no name; the sandbox image's are left alone.
      const label = [`${BUILD_STAGE_LABEL}=busybox-root`]
      await docker.pruneImages({ filters: { dangling: ['true'], label } })
    },
  }
}

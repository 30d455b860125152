import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { StandInBuilder } from '../../hub/stand-ins.ts'
import { DriverError } from '../driver.ts'
import { ensureBaseImage } from './base-image.ts'
import { buildContext } from './build-context.ts'
import { engineSentence } from './engine-error.ts'
import { buildImage } from './image.ts'

const DIRECTORY = join(import.meta.dirname, '../../hub/stand-ins')
const PARTS = ['Dockerfile', 'busybox-root', 'mongo', 'mongod', 'packages', 'vote', 'web']
const REPOSITORY = 'docker-blitz/stand-in'

/** Builds stand-ins on the host's own engine, and takes them off it again. */
export async function createStandInBuilder(docker: Docker): Promise<StandInBuilder> {
  const context = await buildContext(DIRECTORY, PARTS)
  const name = (stage: string) => `${REPOSITORY}:${stage}-${context.hash}`
  return {
    recipe: context.hash,
    async build(stage, { onText, signal }) {
      const options = { onProgress: ({ text }: { text: string }) => onText?.(text), signal }
      await ensureBaseImage(docker, options)
      const what = `The stand-in ${stage}`
      await buildImage(docker, { image: name(stage), what, context, target: stage }, options)
    },
    async save(stage): Promise<Readable> {
      try {
        return (await docker.getImage(name(stage)).get()) as Readable
      } catch (error) {
        throw new DriverError(engineSentence(`The stand-in ${stage} could not be saved`, error), {
          cause: error,
        })
      }
    },
    async removeAll() {
      const images = await docker.listImages({ filters: { reference: [REPOSITORY] } })
      const tags = images.flatMap(({ RepoTags }) => RepoTags ?? [])
      // Another deployment of this host may be about to save one.
      await Promise.allSettled(
        tags
          .filter((tag) => tag.endsWith(`-${context.hash}`))
          .map((tag) => docker.getImage(tag).remove()),
      )
    },
  }
}

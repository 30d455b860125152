import * as z from 'zod'
import { FenceError } from './fence-error.ts'
import { nearest } from './nearest.ts'
import { CONTAINER_STATES, PICTURE_KINDS, type Picture, type PicturePort } from './picture.ts'
import { parseYamlFence } from './yaml-fence.ts'

/** The language of fences that hold a picture, as YAML. */
export const PICTURE_LANGUAGE = 'picture'

const text = z.string().trim().min(1)

const port = text.transform((value, context): PicturePort => {
  const [, host, container] = /^(?:(\d+):)?(\d+)$/.exec(value) ?? []
  const isPort = (number: string | undefined) => Number(number) >= 1 && Number(number) <= 65_535
  if (isPort(container) && (host === undefined || isPort(host))) {
    return { container: Number(container), host: host === undefined ? undefined : Number(host) }
  }
  const message = `"${value}" is no port: it takes 80, or 8080:80 for a published one`
  context.issues.push({ code: 'custom', message, input: value })
  return z.NEVER
})

const pictureFile = z.strictObject({
  caption: text,
  images: z.array(text).default([]),
  containers: z
    .array(
      z.strictObject({
        name: text,
        image: text.default('alpine:latest'),
        state: z.enum(CONTAINER_STATES).default('running'),
        ports: z.array(port).default([]),
      }),
    )
    .default([]),
})

/** @throws {FenceError} that names the line, the key and the nearest valid one. */
export function parsePicture(meta: string | null | undefined, content: string): Picture {
  const word = (meta ?? '').trim()
  const kind = PICTURE_KINDS.find((known) => known === word)
  if (kind === undefined) {
    throw new FenceError(
      word === ''
        ? `A picture needs its kind, such as \`\`\`picture engine: there are ${PICTURE_KINDS.join(', ')}.`
        : `There is no picture ${word}. Did you mean ${nearest(word, PICTURE_KINDS)}?`,
    )
  }
  const { caption, ...recorded } = parseYamlFence('picture', pictureFile, content)
  return { kind, caption, recorded }
}

import { parse } from 'yaml'
import bundled from '../../content/images.yaml?raw'

/** What of an image's entry readers are shown; the server's schema knows the rest. */
interface Repository {
  readonly repository: string
  readonly tags: readonly { readonly tag: string }[]
  readonly standInHolds?: string
}

const OWN = import.meta.glob<string>('@course/images.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The images of the course; one that names none has those of the bundled course. */
export const IMAGES: readonly Repository[] = parse(Object.values(OWN)[0] ?? bundled).repositories

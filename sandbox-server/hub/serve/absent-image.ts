import type { Catalogue, CatalogueEntry } from '../catalogue.ts'
import { nearestName } from './nearest-name.ts'
import { familiarName } from './repository-name.ts'

/** The page of the site that lists the catalogue. */
const LIST = 'The page About the images of this site lists all that it has.'

/** Tags that one line names; a repository may have a dozen. */
const MAXIMUM_TAGS = 8

/**
 * What a reader is told who asks for a repository that the hub lacks.
 * @returns one line of ASCII: it also goes into a header.
 */
export function absentRepository(repository: string, { entries }: Catalogue): string {
  const name = familiarName(repository)
  const pullable = entries.filter(({ tags }) => tags.length > 0)
  const names = pullable.map((entry) => familiarName(entry.repository))
  const meant = nearestName(name, names) ?? officialNamesake(repository, names)
  const question = meant === undefined ? '' : ` Did you mean ${meant}?`
  return `The Docker Hub of this sandbox has no ${name}.${question} ${LIST}`
}

/** A reader who writes `bitnami/nginx` is served by `nginx`. */
function officialNamesake(repository: string, names: readonly string[]): string | undefined {
  const [, last] = repository.split('/')
  return names.find((name) => name === last)
}

/** What a reader is told who asks for a tag that a repository of the catalogue lacks. @returns one line of ASCII. */
export function absentTag({ repository, tags }: CatalogueEntry): string {
  const name = familiarName(repository)
  if (tags.length === 0) {
    return `The Docker Hub of this sandbox lists ${name} in a search, and has no image of it. ${LIST}`
  }
  const shown = tags.slice(0, MAXIMUM_TAGS).map(({ tag }) => `${name}:${tag}`)
  const more = tags.length - shown.length
  if (more > 0) shown.push(`${more} more`)
  const list =
    shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
  return `The Docker Hub of this sandbox has ${list}.`
}

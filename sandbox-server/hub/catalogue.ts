import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import {
  isRepositoryName,
  OFFICIAL_OWNER,
  ownerOf,
  parseImageReference,
  TAG_PATTERN,
} from './serve/repository-name.ts'

export const CATALOGUE_PATH = join(import.meta.dirname, '../../content/catalogue.json')

const tag = z.strictObject({
  tag: z.string().regex(new RegExp(`^${TAG_PATTERN}$`), 'is not a tag'),
  /** The stage of `stand-ins/Dockerfile` that stands in where Docker Hub cannot be reached. */
  standIn: z.string().regex(/^[a-z0-9-]+$/, 'is not the name of a build stage'),
})

const entry = z
  .strictObject({
    /** With its owner; official images are those of `library`. */
    repository: z.string().refine(isRepositoryName, { error: 'is not a repository of Docker Hub' }),
    description: z.string().max(100),
    stars: z.int().min(0),
    official: z.boolean(),
    /** Docker Hub builds it from its source; the flag is history, and still in every answer. */
    automated: z.boolean().optional(),
    /** None: it is found by search and cannot be pulled. */
    tags: z.array(tag),
    /** The one of its tags that is served for every tag that is not among them. */
    otherTags: z.string().optional(),
    /** A sentence for readers: what is real in a stand-in, and what is not. */
    standInHolds: z.string().max(120).optional(),
  })
  .refine(({ repository, official }) => official === (ownerOf(repository) === OFFICIAL_OWNER), {
    error: `is official exactly where its owner is ${OFFICIAL_OWNER}`,
    path: ['official'],
  })
  .refine(({ tags }) => new Set(tags.map(({ tag }) => tag)).size === tags.length, {
    error: 'names a tag twice',
    path: ['tags'],
  })
  .refine(
    ({ tags, otherTags }) => otherTags === undefined || tags.some(({ tag }) => tag === otherTags),
    { error: 'is none of the tags', path: ['otherTags'] },
  )

const catalogueFile = z.strictObject({
  $comment: z.string().optional(),
  repositories: z
    .array(entry)
    .refine((entries) => new Set(entries.map((one) => one.repository)).size === entries.length, {
      error: 'names a repository twice',
    }),
})

export type CatalogueEntry = Readonly<z.infer<typeof entry>>

export interface CatalogueImage {
  readonly repository: string
  readonly tag: string
  readonly standIn: string
}

/** The images that the hub serves as Docker Hub's. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[]
  readonly images: readonly CatalogueImage[]
  has(repository: string): boolean
  /** Whether somebody of that name has a repository in it. */
  hasOwner(owner: string): boolean
}

/** @throws an error that names the file and what is wrong in it, and where. */
export async function readCatalogue(path = CATALOGUE_PATH): Promise<Catalogue> {
  const text = await readFile(path, 'utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Error(`${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
  return parseCatalogue(value, path)
}

/** @param name by which an error names the catalogue. @throws when it is not one. */
export function parseCatalogue(value: unknown, name: string): Catalogue {
  const result = catalogueFile.safeParse(value)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new Error(`${name}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}.`)
  }
  return catalogueOf(result.data.repositories)
}

function catalogueOf(entries: readonly CatalogueEntry[]): Catalogue {
  const repositories = new Set(entries.map(({ repository }) => repository))
  const owners = new Set(entries.map(({ repository }) => ownerOf(repository)))
  return {
    entries,
    images: entries.flatMap(({ repository, tags }) =>
      tags.map(({ tag, standIn }) => ({ repository, tag, standIn })),
    ),
    has: (repository: string) => repositories.has(repository),
    hasOwner: (owner: string) => owners.has(owner),
  }
}

/**
 * @param references as lessons write them; those of other registries are left out.
 * @returns the catalogue with those images alone, and with what is only found by a search.
 */
export function restrictCatalogue(catalogue: Catalogue, references: readonly string[]): Catalogue {
  const wanted = imagesOf(catalogue, references)
  return catalogueOf(
    catalogue.entries
      .map((entry) => ({
        entry,
        tags: entry.tags.filter(({ tag }) =>
          wanted.some((one) => one.repository === entry.repository && one.tag === tag),
        ),
      }))
      .filter(({ entry, tags }) => tags.length > 0 || entry.tags.length === 0)
      .map(({ entry, tags }) => ({ ...entry, tags })),
  )
}

/** @returns the images of the catalogue that are named, in the catalogue's order. */
export function imagesOf(
  { images }: Catalogue,
  references: readonly string[],
): readonly CatalogueImage[] {
  const named = references.map(parseImageReference)
  return images.filter(({ repository, tag }) =>
    named.some((one) => one?.repository === repository && one.tag === tag),
  )
}

/**
 * What a lesson names and the catalogue lacks.
 * @param references as lessons write them, such as `alpine` or `nigelpoulton/tu-demo:v2`.
 * @returns one sentence for each, which says what to do.
 */
export function missingFromCatalogue(
  references: readonly string[],
  catalogue: Catalogue,
): string[] {
  return [...new Set(references)].flatMap((reference) => {
    const image = parseImageReference(reference)
    if (image === undefined)
      return [`${reference} is not an image of Docker Hub; correct its name.`]
    const entry = catalogue.entries.find(({ repository }) => repository === image.repository)
    if (entry?.tags.some(({ tag }) => tag === image.tag)) return []
    return [
      `${reference} is in no catalogue: add ${image.repository} with the tag ${image.tag} to content/catalogue.json.`,
    ]
  })
}

import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import * as z from 'zod'
import { findOwnImage, type OwnImage } from './own-image.ts'
import {
  isRepositoryName,
  OFFICIAL_OWNER,
  ownerOf,
  parseImageReference,
  TAG_PATTERN,
} from './serve/repository-name.ts'

/** The images of the bundled course, and of every course that names none. */
export const CATALOGUE_PATH = join(import.meta.dirname, '../../content/images.yaml')

const tag = z
  .strictObject({
    tag: z.string().regex(new RegExp(`^${TAG_PATTERN}$`), 'is not a tag'),
    /** The stage of `stand-ins/Dockerfile` that stands in where Docker Hub cannot be reached. */
    standIn: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'is not the name of a build stage')
      .optional(),
    /** In the place of Docker Hub's: a folder of the course with a Dockerfile, or an archive of `docker save`. */
    from: z.string().min(1).optional(),
  })
  .refine(({ standIn, from }) => standIn === undefined || from === undefined, {
    error: 'has a stand-in, which an image of the course must not have',
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
  /** Absent where nothing stands in for it. */
  readonly standIn: string | undefined
  /** Present where the course brings it along. */
  readonly own?: OwnImage
}

/** The images that the hub serves as Docker Hub's. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[]
  readonly images: readonly CatalogueImage[]
  has(repository: string): boolean
  /** Whether somebody of that name has a repository in it. */
  hasOwner(owner: string): boolean
}

/** @throws {CatalogueError} that names the file, the line, and what is wrong. */
export async function readCatalogue(path = CATALOGUE_PATH): Promise<Catalogue> {
  const shown = relative('.', path)
  const lines = new LineCounter()
  const document = parseDocument(await readFile(path, 'utf8'), { lineCounter: lines })
  const [broken] = document.errors
  if (broken !== undefined) {
    const [words] = broken.message.split(/ at line |:?\n/)
    throw new CatalogueError(`${shown}:${broken.linePos?.[0].line ?? 1}: ${words}.`)
  }
  const lineOf = (field: readonly PropertyKey[]): number => {
    for (let depth = field.length; depth > 0; depth--) {
      const node = document.getIn(field.slice(0, depth), true) as { range?: number[] } | undefined
      if (node?.range?.[0] !== undefined) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const { entries } = parseCatalogue(document.toJS() ?? {}, shown, lineOf)
  return catalogueOf(entries, await ownImages(entries, { directory: dirname(path), shown, lineOf }))
}

/** The catalogue is none; the message names the file and what is wrong. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError'
}

/**
 * @param name by which an error names the catalogue.
 * @param lineOf a field's line there, where there are lines.
 * @throws {CatalogueError} when it is not one.
 */
export function parseCatalogue(
  value: unknown,
  name: string,
  lineOf?: (field: readonly PropertyKey[]) => number,
): Catalogue {
  const result = catalogueFile.safeParse(value)
  if (!result.success) {
    const { path = [], message } = result.error.issues[0] ?? {}
    const place = lineOf ? `${name}:${lineOf(path)}` : name
    throw new CatalogueError(`${place}: ${path.join('.') || 'the file'}: ${message}.`)
  }
  return catalogueOf(result.data.repositories)
}

interface CatalogueFile {
  readonly directory: string
  /** As an error names it. */
  readonly shown: string
  lineOf(field: readonly PropertyKey[]): number
}

/** The images that the course brings along, by `repository:tag`. */
type OwnImages = ReadonlyMap<string, OwnImage>

async function ownImages(
  entries: readonly CatalogueEntry[],
  { directory, shown, lineOf }: CatalogueFile,
): Promise<OwnImages> {
  const found = new Map<string, OwnImage>()
  for (const [index, { repository, tags }] of entries.entries()) {
    for (const [place, { tag, from }] of tags.entries()) {
      if (from === undefined) continue
      try {
        found.set(`${repository}:${tag}`, await findOwnImage(directory, from))
      } catch (cause) {
        const field = ['repositories', index, 'tags', place, 'from']
        throw new CatalogueError(
          `${shown}:${lineOf(field)}: ${field.join('.')} is ${from}, ${(cause as Error).message}.`,
          { cause },
        )
      }
    }
  }
  return found
}

function catalogueOf(entries: readonly CatalogueEntry[], own: OwnImages = new Map()): Catalogue {
  const repositories = new Set(entries.map(({ repository }) => repository))
  const owners = new Set(entries.map(({ repository }) => ownerOf(repository)))
  return {
    entries,
    images: entries.flatMap(({ repository, tags }) =>
      tags.map(({ tag, standIn }) => {
        const image = own.get(`${repository}:${tag}`)
        return { repository, tag, standIn, ...(image && { own: image }) }
      }),
    ),
    has: (repository: string) => repositories.has(repository),
    hasOwner: (owner: string) => owners.has(owner),
  }
}

/** @returns the images of several courses; what two of them name is that of the first. */
export function mergeCatalogues(catalogues: readonly Catalogue[]): Catalogue {
  const entries = new Map<string, CatalogueEntry>()
  for (const entry of catalogues.flatMap((catalogue) => catalogue.entries)) {
    const before = entries.get(entry.repository)
    const known = new Set(before?.tags.map(({ tag }) => tag))
    const tags = [...(before?.tags ?? []), ...entry.tags.filter(({ tag }) => !known.has(tag))]
    entries.set(entry.repository, { ...entry, ...before, tags })
  }
  const images = catalogues.flatMap((catalogue) => catalogue.images).toReversed()
  return catalogueOf([...entries.values()], ownOf(images))
}

function ownOf(images: readonly CatalogueImage[]): OwnImages {
  return new Map(
    images.flatMap(({ repository, tag, own }) => (own ? [[`${repository}:${tag}`, own]] : [])),
  )
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
    ownOf(wanted),
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
      `${reference} is in no catalogue: add ${image.repository} with the tag ${image.tag} to images.yaml.`,
    ]
  })
}

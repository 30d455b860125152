import type { CatalogueEntry } from '../catalogue.ts'
import { nearestName } from './nearest-name.ts'
import { familiarName, OFFICIAL_OWNER, ownerOf } from './repository-name.ts'

/** As Docker Hub's search gives them, and at most. */
const DEFAULT_RESULTS = 25
const MAXIMUM_RESULTS = 100

export interface SearchAnswer {
  readonly num_pages: number
  readonly num_results: number
  readonly page_size: number
  readonly page: number
  readonly query: string
  readonly results: readonly {
    readonly name: string
    readonly description: string
    readonly star_count: number
    readonly is_official: boolean
    readonly is_automated: boolean
  }[]
}

/**
 * Answers `docker search` (Docker Registry API v1, `GET /v1/search`): every entry whose name or
 * description holds the query, exact names first, then official images, then by stars. Where there is
 * none, the name that was most likely meant.
 */
export function searchCatalogue(
  entries: readonly CatalogueEntry[],
  parameters: URLSearchParams,
): SearchAnswer {
  const query = parameters.get('q') ?? ''
  const size = whole(parameters.get('n'), DEFAULT_RESULTS, MAXIMUM_RESULTS)
  const page = whole(parameters.get('page'), 1, Number.MAX_SAFE_INTEGER)
  const needle = query.toLowerCase()
  const named = entries.map((entry) => ({ entry, name: familiarName(entry.repository) }))
  const holding = named.filter(
    ({ entry, name }) => name.includes(needle) || entry.description.toLowerCase().includes(needle),
  )
  const meant =
    holding.length > 0
      ? undefined
      : nearestName(
          needle,
          named.map(({ name }) => name),
        )
  const found = named
    .filter((one) => holding.includes(one) || one.name === meant)
    .sort(
      (one, other) =>
        Number(other.name === needle) - Number(one.name === needle) ||
        Number(isOfficial(other.entry)) - Number(isOfficial(one.entry)) ||
        other.entry.stars - one.entry.stars,
    )
  return {
    num_pages: Math.ceil(found.length / size),
    num_results: found.length,
    page_size: size,
    page,
    query,
    results: found.slice((page - 1) * size, page * size).map(({ entry, name }) => ({
      name,
      description: entry.description,
      star_count: entry.stars,
      is_official: isOfficial(entry),
      is_automated: entry.automated ?? false,
    })),
  }
}

function isOfficial({ repository }: CatalogueEntry): boolean {
  return ownerOf(repository) === OFFICIAL_OWNER
}

function whole(text: string | null, fallback: number, maximum: number): number {
  if (text === null || !/^[1-9]\d{0,8}$/.test(text)) return fallback
  return Math.min(Number(text), maximum)
}

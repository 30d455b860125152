import type { RequestListener } from 'node:http'

/** Pages that each course has for hosts and participants, whichever course a workshop is of. */
const PAGES = /^\/(host|join|report)\/?$/

/**
 * Leads addresses of these pages that name no course to those of the first one, where a server has
 * several. What follows `#` goes along: a browser keeps it.
 */
export function serveFirstCourse(
  { base, courses }: { readonly base: string; readonly courses: readonly string[] },
  next: RequestListener,
): RequestListener {
  const [first = ''] = courses
  if (first === '') return next
  return (request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://host')
    const page = PAGES.exec(url?.pathname ?? '')?.[1]
    if (page === undefined || !url) return next(request, response)
    const location = `${base}${first}/${page}/${url.search}`
    response.writeHead(302, { Location: location, 'Cache-Control': 'no-cache' }).end()
  }
}

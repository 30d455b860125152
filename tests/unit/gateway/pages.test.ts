import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { servePages } from '../../../sandbox-server/gateway/pages.ts'
import { compressSite } from '../../../tools/compress-site.ts'

const PAGE = `<p>${'A page. '.repeat(300)}</p>`

let directory: string
let server: Server

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-pages-'))
  await mkdir(join(directory, 'chapter'))
  await mkdir(join(directory, '_astro'))
  await writeFile(join(directory, '404.html'), 'Not here.')
  await writeFile(join(directory, 'chapter/index.html'), PAGE)
  await writeFile(join(directory, '_astro/code.abc.js'), 'void 0')
  await mkdir(join(directory, 'git/_astro'), { recursive: true })
  await writeFile(join(directory, 'git/404.html'), 'Not in this course.')
  await writeFile(join(directory, 'git/_astro/code.abc.js'), 'void 0')
  await writeFile(join(directory, '.stamp'), 'not for readers')
  await compressSite(directory)
  server = createServer(servePages(directory, { courses: ['git', 'linux'] })).listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  server.close()
  server.closeAllConnections()
  await rm(directory, { recursive: true, force: true })
})

/** A path as it is written, where `fetch` would tidy it up first. */
async function ask(path: string, headers: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo
  const request = httpRequest({ port, host: '127.0.0.1', path, headers }).end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

describe('the pages', () => {
  it.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, br', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
  ])('come in the best encoding of %s', async (accepted, encoding) => {
    const { status, headers } = await ask('/chapter/', { 'accept-encoding': accepted })
    expect(status).toBe(200)
    expect(headers['content-encoding']).toBe(encoding)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers.vary).toBe('Accept-Encoding')
  })

  it('are asked for again each time, and files whose names tell their content are not', async () => {
    const { headers } = await ask('/chapter/')
    expect(headers['cache-control']).toBe('no-cache')
    const again = await ask('/chapter/', { 'if-none-match': headers.etag as string })
    expect(again.status).toBe(304)
    const file = await ask('/_astro/code.abc.js')
    expect(file.headers['cache-control']).toContain('immutable')
  })

  it.each(['/nothing', '/.stamp', '/../pages.test.ts', '/%2e%2e/x', '/%00', '/%', '/_astro/'])(
    'are not at %s',
    async (path) => {
      const { status, headers, body } = await ask(path, { 'accept-encoding': 'br' })
      expect(status).toBe(404)
      expect(body).toBe('Not here.')
      expect(headers['cache-control']).toBeUndefined()
      expect(headers['content-type']).toBe('text/html; charset=utf-8')
    },
  )

  it('lead to the address with the slash', async () => {
    const { status, headers } = await ask('/chapter')
    expect(status).toBe(301)
    expect(headers.location).toBe('/chapter/')
  })

  it('stay under their own address and base, however many slashes are asked for', async () => {
    for (const path of ['//chapter', '/\\chapter', '//evil.example/..//chapter']) {
      const { status, headers } = await ask(path)
      expect(status === 404 || /^\/[^/\\]/.test(headers.location ?? ''), path).toBe(true)
    }
    server.close()
    server = createServer(servePages(directory, { base: '/docker/' })).listen(0, '127.0.0.1')
    await once(server, 'listening')
    expect((await ask('/chapter')).headers.location).toBe('/docker/chapter/')
  })

  it('are in no frame, but in those of the sites that the host names', async () => {
    const policy = async () => (await ask('/chapter/')).headers['content-security-policy']
    expect(await policy()).toContain("frame-ancestors 'none';")
    server.close()
    const embedOrigins = ['https://lms.example.edu', 'https://[2001:db8::1]:8443']
    server = createServer(servePages(directory, { embedOrigins })).listen(0, '127.0.0.1')
    await once(server, 'listening')
    expect(await policy()).toContain(
      'frame-ancestors https://lms.example.edu https://[2001:db8::1]:8443;',
    )
  })

  it('come in parts, and say so where a part is not there', async () => {
    expect(await ask('/chapter/', { range: 'bytes=0-2' })).toMatchObject({
      status: 206,
      body: '<p>',
    })
    expect((await ask('/chapter/', { range: 'bytes=99999-' })).status).toBe(416)
  })

  it('are not there while the host builds them anew, and the server goes on', async () => {
    await rm(join(directory, 'chapter'), { recursive: true })
    for (const encoding of ['br', 'identity']) {
      expect(await ask('/chapter/', { 'accept-encoding': encoding })).toMatchObject({
        status: 404,
        body: 'Not here.',
      })
    }
    await mkdir(join(directory, 'chapter'))
    await writeFile(join(directory, 'chapter/index.html'), 'Built anew.')
    expect((await ask('/chapter/')).body).toBe('Built anew.')
  })
})

describe('the pages of several courses', () => {
  it('are each a site of their own: its files keep, and it says itself what it lacks', async () => {
    const code = await ask('/git/_astro/code.abc.js')
    expect(code.headers['cache-control']).toContain('immutable')
    expect(await ask('/git/nothing/')).toMatchObject({ status: 404, body: 'Not in this course.' })
    // One whose pages are not here, and one that is no course.
    expect(await ask('/linux/nothing/')).toMatchObject({ status: 404, body: 'Not here.' })
  })
})

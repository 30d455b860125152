import { describe, expect, it } from 'vitest'
import {
  localSites,
  placeByHost,
  placeByPath,
  previewAddress,
} from '../../../sandbox-server/previews/preview-address.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const NAME = `8080--${KEY}`
const LOCAL = `8080--${'f'.repeat(32)}`
const name = { port: 8080, key: KEY }
const keys = { network: KEY, local: 'f'.repeat(32) }

describe('the address of a preview', () => {
  const host = 'preview.example.org'
  it.each([
    ['http://localhost:8000', {}, `http://${LOCAL}.localhost:8000/`],
    ['http://127.0.0.1:8000', {}, `http://${LOCAL}.localhost:8000/`],
    ['http://[::1]:8000', {}, `http://${LOCAL}.localhost:8000/`],
    ['http://blitz.localhost:8000', {}, `http://${LOCAL}.blitz.localhost:8000/`],
    // By a tunnel the reader has another port.
    ['http://localhost:9000', {}, `http://${LOCAL}.localhost:9000/`],
    // Not every browser finds names under localhost: the host chooses.
    ['http://localhost:8000', { port: 8001 }, `http://localhost:8001/${NAME}/`],
    ['http://192.168.1.20:8000', {}, undefined],
    ['http://192.168.1.20:8000', { port: 8001 }, `http://192.168.1.20:8001/${NAME}/`],
    ['http://[fd00::1]:8000', { port: 8001 }, `http://[fd00::1]:8001/${NAME}/`],
    [
      'http://192.168.1.20:8000',
      { port: 8001, base: '/docker/' },
      `http://192.168.1.20:8001/docker/${NAME}/`,
    ],
    ['https://blitz.example.org', { host: `${host}:443` }, `https://${NAME}.${host}/`],
    ['https://blitz.example.org', { host, base: '/docker/' }, `https://${NAME}.${host}/`],
    ['https://blitz.example.org', { host }, `https://${NAME}.preview.example.org/`],
    ['http://blitz.example.org:8000', { host }, `http://${NAME}.preview.example.org:8000/`],
    ['https://blitz.example.org', { host: `${host}:8443` }, `https://${NAME}.${host}:8443/`],
    ['http://localhost:8000', { host, port: 8001 }, `http://${NAME}.preview.example.org:8000/`],
    // No loopback, whatever it begins with.
    ['http://127.example.org:8000', {}, undefined],
    ['http://notlocalhost:8000', {}, undefined],
  ])('for a page of %s with %o: %s', (page, sites, address) => {
    expect(previewAddress(8080, keys, page, sites)?.base).toBe(address)
  })

  it('opens by itself only under localhost', () => {
    const kindFor = (page: string, sites: object) =>
      previewAddress(8080, keys, page, sites)?.keyKind
    expect(kindFor('http://localhost:8000', {})).toBe('local')
    expect(kindFor('http://localhost:8000', { host: 'apps.localhost' })).toBe('network')
    expect(kindFor('http://localhost:8000', { port: 8001 })).toBe('network')
    expect(kindFor('https://blitz.example.org', { host })).toBe('network')
  })

  it.each([
    [`${LOCAL}.localhost:8000`, 'localhost:8000 127.0.0.1:8000'],
    [`${LOCAL}.localhost`, 'localhost 127.0.0.1'],
    [`${LOCAL}.blitz.localhost:8000`, 'blitz.localhost:8000'],
  ])('%s may be shown by pages of %s', (host, sites) => {
    expect(localSites(host)).toBe(sites)
  })
})

describe('a request to the site', () => {
  const preview = { kind: 'preview', name, path: '/x?y', base: '/', keyKind: 'network' }
  const local = { ...preview, keyKind: 'local' }
  it.each([
    ['localhost:8000', undefined, { kind: 'site' }],
    ['192.168.1.20:8000', undefined, { kind: 'site' }],
    [undefined, undefined, { kind: 'site' }],
    ['blitz.localhost:8000', undefined, { kind: 'site' }],
    [`${NAME}.localhost:8000`, undefined, local],
    [`${NAME}.LOCALHOST.:8000`, undefined, local],
    [`${NAME}.blitz.localhost:8000`, undefined, local],
    [`${NAME}.preview.example.org`, 'preview.example.org', preview],
    [`${NAME}.preview.example.org:8443`, 'preview.example.org:8443', preview],
    [`${NAME}.localhost:8000`, 'preview.example.org', local],
    [`${NAME}.evil.example`, 'preview.example.org', { kind: 'site' }],
    ['shop.preview.example.org', 'preview.example.org', { kind: 'unknown' }],
    ['preview.example.org', 'preview.example.org', { kind: 'site' }],
    [`0--${KEY}.localhost`, undefined, { kind: 'unknown' }],
    [`65536--${KEY}.localhost`, undefined, { kind: 'unknown' }],
    [`8080--${KEY}0.localhost`, undefined, { kind: 'unknown' }],
    ['8080--short.localhost', undefined, { kind: 'unknown' }],
  ])('by the name %s with PREVIEW_HOST=%s: %o', (host, previewHost, place) => {
    expect(placeByHost(host, '/x?y', previewHost)).toEqual(place)
  })

  it('in absolute form leads to no app', () => {
    expect(placeByHost(`${NAME}.localhost`, 'http://localhost:1/', undefined).kind).toBe('unknown')
  })
})

describe('a request to the port of previews', () => {
  const host = '192.168.1.20:8001'
  const page = `http://${host}/${NAME}/shop`
  const keyKind = 'network'
  const moved = (location: string) => ({ kind: 'moved', location })
  it.each([
    [`/${NAME}/`, undefined, { kind: 'preview', name, path: '/', base: `/${NAME}/`, keyKind }],
    [
      `/${NAME}/a/b?c=/`,
      undefined,
      { kind: 'preview', name, path: '/a/b?c=/', base: `/${NAME}/`, keyKind },
    ],
    [`/${NAME}`, undefined, moved(`/${NAME}/`)],
    [`/${NAME}?a=1`, undefined, moved(`/${NAME}/?a=1`)],
    ['/style.css', page, moved(`/${NAME}/style.css`)],
    ['/style.css', undefined, { kind: 'unknown' }],
    ['/style.css', 'not an address', { kind: 'unknown' }],
    ['/style.css', `http://evil.example/${NAME}/`, { kind: 'unknown' }],
    ['/style.css', `http://${host}/elsewhere`, { kind: 'unknown' }],
    // A preview that is not there is not looked for in another one, or it would go on for ever.
    ['/8080--x/style.css', page, { kind: 'unknown' }],
    ['http://evil.example/', page, { kind: 'unknown' }],
    ['/', undefined, { kind: 'unknown' }],
    ['*', undefined, { kind: 'unknown' }],
  ])('for %s from %s: %o', (url, referer, place) => {
    expect(placeByPath(url, { referer, host })).toEqual(place)
  })

  // With the base, and as after a proxy that has taken it off.
  it.each([
    [`/docker/${NAME}/a?b`, undefined, 'preview'],
    [`/${NAME}/a?b`, undefined, 'preview'],
    [`/docker/${NAME}?a=1`, undefined, moved(`/docker/${NAME}/?a=1`)],
    [`/${NAME}?a=1`, undefined, moved(`/docker/${NAME}/?a=1`)],
    ['/style.css', `http://${host}/docker/${NAME}/`, moved(`/docker/${NAME}/style.css`)],
    ['/docker/style.css', `http://${host}/docker/${NAME}/`, moved(`/docker/${NAME}/style.css`)],
  ])('for %s from %s under a base: %o', (url, referer, place) => {
    const preview = { kind: 'preview', name, path: '/a?b', base: `/docker/${NAME}/`, keyKind }
    expect(placeByPath(url, { referer, host }, '/docker/')).toEqual(
      place === 'preview' ? preview : place,
    )
  })
})

import { describe, expect, it } from 'vitest'
import {
  appCookie,
  passCookies,
  readPassCookies,
  withoutPassCookies,
} from '../../../sandbox-server/previews/preview-cookies.ts'
import {
  requestHeaders,
  responseHeaders,
} from '../../../sandbox-server/previews/preview-headers.ts'

const site = 'http://localhost:8000'
const byHost = { port: 8080, origin: 'http://8080--key.localhost:8000', base: '/', site }
const byPath = { port: 8080, origin: 'http://192.168.1.20:8001', base: '/8080--key/', site }

describe('what an app sees of a request', () => {
  it.each([
    ['a cookie of ours', { cookie: 'blitz-preview=a; blitz-preview-framed=b' }, {}],
    ['cookies of its own', { cookie: 'a=1; blitz-preview=x;b=2' }, { cookie: 'a=1; b=2' }],
    ['its own origin', { origin: byHost.origin }, { origin: 'http://localhost:8080' }],
    ['a foreign origin', { origin: 'https://evil.example' }, { origin: 'https://evil.example' }],
    ['its own page', { referer: `${byHost.origin}/a` }, { referer: 'http://localhost:8080/a' }],
    ['a page of the site', { referer: `${site}/welcome/` }, {}],
    ['what a proxy says', { 'x-forwarded-for': '1.2.3.4', forwarded: 'for=1.2.3.4' }, {}],
    ['what is of one connection', { connection: 'close, x-own', 'x-own': '1', te: 'trailers' }, {}],
    [
      'its length, whatever the connection names',
      { connection: 'content-length', 'content-length': '3' },
      { 'content-length': '3' },
    ],
    ['its log-in', { authorization: 'Basic eDp5' }, { authorization: 'Basic eDp5' }],
  ])('%s', (_, headers, seen) => {
    expect(requestHeaders({ host: '8080--key.localhost:8000', ...headers }, byHost)).toEqual({
      host: 'localhost:8080',
      ...seen,
    })
  })

  it('a page below its path', () => {
    const { referer } = requestHeaders({ referer: `${byPath.origin}/8080--key/a` }, byPath)
    expect(referer).toBe('http://localhost:8080/a')
  })

  it('a wish for a socket', () => {
    expect(
      requestHeaders({ connection: 'keep-alive, Upgrade', upgrade: 'WebSocket' }, byHost, {
        upgrade: true,
      }),
    ).toEqual({ host: 'localhost:8080', connection: 'Upgrade', upgrade: 'websocket' })
  })
})

describe('what a browser sees of an answer', () => {
  const own = `frame-ancestors 'self' ${site}`
  const policy = { 'content-security-policy': own, 'referrer-policy': 'same-origin' }
  it.each([
    ['nothing of its own', {}, {}],
    ['no frames at all', { 'x-frame-options': 'DENY' }, {}],
    [
      'a policy with frames in it',
      { 'content-security-policy': "frame-ancestors 'none'; img-src 'self', default-src *" },
      { 'content-security-policy': `img-src 'self', default-src *, ${own}` },
    ],
    ['a policy for its pages', { 'referrer-policy': 'origin' }, { 'referrer-policy': 'origin' }],
    [
      'what reaches further than its pages',
      {
        'strict-transport-security': 'max-age=1; includeSubDomains',
        'clear-site-data': '"*"',
        'service-worker-allowed': '/',
        'alt-svc': 'h2=":1"',
      },
      {},
    ],
    ['how its body was sent', { 'transfer-encoding': 'chunked', 'keep-alive': 'timeout=5' }, {}],
    ['cookies of ours', { 'set-cookie': ['blitz-preview=x', 'Blitz-Preview-Framed=y'] }, {}],
  ])('%s', (_, headers, seen) => {
    expect(responseHeaders(headers, byHost)).toEqual({ ...policy, ...seen })
  })

  it.each([
    ['origin', 'same-origin'],
    ['no-referrer, unsafe-url', 'same-origin'],
    ['no-referrer', 'no-referrer'],
    ['same-origin', 'same-origin'],
  ])('a policy for its pages, %s, tells no other origin of an address that opens', (said, seen) => {
    const open = { ...byHost, isOpenByAddress: true }
    expect(responseHeaders({ 'referrer-policy': said }, open)['referrer-policy']).toBe(seen)
  })

  it.each([
    ['/there', '/there', '/8080--key/there'],
    ['http://localhost:8080/there?a#b', '/there?a#b', '/8080--key/there?a#b'],
    ['//127.0.0.1:8080', '/', '/8080--key/'],
    ['http://localhost:8080?a', '/?a', '/8080--key/?a'],
    ['there', 'there', 'there'],
    ['http://localhost:80801/', 'http://localhost:80801/', 'http://localhost:80801/'],
    ['http://localhost:9090/', 'http://localhost:9090/', 'http://localhost:9090/'],
    ['//other.example/', '//other.example/', '//other.example/'],
    ['https://other.example/', 'https://other.example/', 'https://other.example/'],
  ])('a redirect to %s', (location, under, below) => {
    expect(responseHeaders({ location }, byHost).location).toBe(under)
    expect(responseHeaders({ location }, byPath).location).toBe(below)
  })
})

describe('a cookie of an app', () => {
  it.each([
    ['a=1', 'a=1', 'a=1; Path=/8080--key/'],
    ['a=1; Path=/shop; Secure', 'a=1; Path=/shop; Secure', 'a=1; Path=/8080--key/shop; Secure'],
    ['a=1; Domain=localhost; HttpOnly', 'a=1; HttpOnly', 'a=1; Path=/8080--key/; HttpOnly'],
    ['a=1;DOMAIN = .example.org', 'a=1', 'a=1; Path=/8080--key/'],
    ['a=1; domain', 'a=1', 'a=1; Path=/8080--key/'],
    ['blitz-preview=x', undefined, undefined],
    [' Blitz-Preview-Framed = x', undefined, undefined],
  ])('%s', (cookie, under, below) => {
    expect(appCookie(cookie, '/')).toBe(under)
    expect(appCookie(cookie, '/8080--key/')).toBe(below)
  })
})

describe('our own cookies', () => {
  it('are two, of which a browser takes what it can', () => {
    expect(passCookies('v', '/8080--key/', false)).toEqual([
      'blitz-preview=v; Path=/8080--key/; HttpOnly; SameSite=Lax',
      'blitz-preview-framed=v; Path=/8080--key/; HttpOnly; SameSite=None; Secure; Partitioned',
    ])
    expect(passCookies('v', '/', true)[0]).toBe(
      'blitz-preview=v; Path=/; HttpOnly; SameSite=Lax; Secure',
    )
  })

  it('are told from those of apps', () => {
    const header = 'a=b=c; blitz-preview=1=2; blitz-preview-framed=3'
    expect(readPassCookies(header)).toEqual(['1=2', '3'])
    expect(withoutPassCookies(header)).toBe('a=b=c')
    expect(withoutPassCookies('blitz-preview=1')).toBeUndefined()
    expect(readPassCookies(undefined)).toEqual([])
  })
})

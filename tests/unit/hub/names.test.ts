import { describe, expect, it } from 'vitest'
import { accountNamed } from '../../../sandbox-server/hub/serve/account-name.ts'
import { nearestName } from '../../../sandbox-server/hub/serve/nearest-name.ts'
import { parseRegistryRoute } from '../../../sandbox-server/hub/serve/registry-route.ts'
import {
  familiarName,
  isRepositoryName,
  parseImageReference,
} from '../../../sandbox-server/hub/serve/repository-name.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`

describe('a path of the registry', () => {
  it.each([
    ['/v2/library/alpine/tags/list', 'tags', 'library/alpine', '/tags/list'],
    ['/v2/a/b/manifests/v1.0_x-y', 'manifest', 'a/b', '/manifests/v1.0_x-y'],
    [`/v2/a/b/manifests/${DIGEST}`, 'manifest', 'a/b', `/manifests/${DIGEST}`],
    [`/v2/a-b/c__d/blobs/${DIGEST}`, 'blob', 'a-b/c__d', `/blobs/${DIGEST}`],
    ['/v2/a/b/blobs/uploads/', 'upload-start', 'a/b', '/blobs/uploads/'],
    [
      '/v2/a/b/blobs/uploads/01234567-89ab-cdef-0123-456789abcdef',
      'upload',
      'a/b',
      '/blobs/uploads/01234567-89ab-cdef-0123-456789abcdef',
    ],
  ])('%s', (path, kind, repository, rest) => {
    expect(parseRegistryRoute(path)).toEqual({ kind, repository, rest })
  })

  it.each([
    '/v2',
    '/v2/_catalog',
    '/v2/a/tags/list',
    '/v2/a/b/c/tags/list',
    '/v2/A/b/tags/list',
    '/v2/../b/tags/list',
    '/v2/a/..b/tags/list',
    '/v2/a/b%2fc/tags/list',
    '/v2/a/b/tags/list/',
    '/v2/a/b/tags/list?n=1',
    '/v2/a/b/manifests/',
    '/v2/a/b/manifests/.hidden',
    '/v2/a/b/manifests/sha256:short',
    '/v2/a/b/blobs/latest',
    '/v2/a/b/blobs/uploads',
    '/v2/a/b/blobs/uploads/../x',
    '/v2/a/b\n/tags/list',
    `/v2/a/${'b'.repeat(300)}/tags/list`,
  ])('nothing: %j', (path) => {
    expect(parseRegistryRoute(path)).toBeUndefined()
  })
})

describe('an image reference', () => {
  it.each([
    ['alpine', 'library/alpine', 'latest'],
    ['alpine:3.20', 'library/alpine', '3.20'],
    ['nigelpoulton/tu-demo:v2', 'nigelpoulton/tu-demo', 'v2'],
    ['docker.io/library/redis', 'library/redis', 'latest'],
    ['index.docker.io/a/b:c', 'a/b', 'c'],
  ])('%s', (text, repository, tag) => {
    expect(parseImageReference(text)).toEqual({ repository, tag })
  })

  it.each(['', 'Alpine', 'alpine:', 'ghcr.io/a/b', 'localhost/a', 'a/b/c', '../x', `a@${DIGEST}`])(
    'none: %j',
    (text) => {
      expect(parseImageReference(text)).toBeUndefined()
    },
  )

  it('is shown without the owner of official images', () => {
    expect(familiarName('library/alpine')).toBe('alpine')
    expect(familiarName('a/library')).toBe('a/library')
  })
})

describe('names', () => {
  it.each([
    ['library/alpine', true],
    ['a/b.c_d__e-f', true],
    ['alpine', false],
    ['a/b/c', false],
    ['a/-b', false],
    ['a/b.', false],
    ['session/../a', false],
  ])('the repository %j: %s', (name, valid) => {
    expect(isRepositoryName(name)).toBe(valid)
  })
})

describe('a user name that a reader types', () => {
  it.each([
    ['jaketae', 'jaketae'],
    ['me', 'me'],
    ['Ada', 'ada'],
    ['ada_l', 'ada_l'],
    ['ada-l.2', 'ada-l.2'],
    ['Ada.Lovelace@example.org', 'ada.lovelace'],
    ['ada+docker@example.org', 'ada'],
    ['a'.repeat(64), 'a'.repeat(64)],
  ])('%j is the account %s', (typed, account) => {
    expect(accountNamed(typed)).toBe(account)
  })

  it.each([
    '',
    ' ',
    'Not A Name',
    '../x',
    '<b>ada</b>',
    'ada/web',
    'ada\n',
    'ada\u001b[31m',
    '\u0430da',
    '_ada',
    'ada@',
    '@example.org',
    'a@b@c',
    'ada+docker',
    'a'.repeat(65),
    'a'.repeat(10_000),
  ])('%j is the account of nobody', (typed) => {
    expect(accountNamed(typed)).toBeUndefined()
  })
})

describe('the name that was meant', () => {
  const names = ['nginx', 'ubuntu', 'redis', 'node', 'mongo', 'hello-world']

  it.each([
    ['ngnix', 'nginx'],
    ['ubunut', 'ubuntu'],
    ['nod', 'node'],
    ['helloworld', 'hello-world'],
    ['hello_world', 'hello-world'],
    ['mango', 'mongo'],
    ['kafka', undefined],
    ['nginx-proxy', undefined],
    ['x', undefined],
    ['n'.repeat(10_000), undefined],
  ])('%s: %s', (typed, name) => {
    expect(nearestName(typed, names)).toBe(name)
  })
})

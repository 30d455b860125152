import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectNoPageAt } from '../../../tools/course-site.ts'
import { pageAddress } from '../../../tools/site.ts'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-site-'))
  await mkdir(join(directory, 'dockerfile'))
})

afterAll(() => rm(directory, { recursive: true }))

it.each(['/', '/docker/', '/dockerfile/more/'])('a site may be under %s', (base) => {
  expect(() => expectNoPageAt(base, directory)).not.toThrow()
})

it('a site is not under the path of one of its pages', () => {
  expect(() => expectNoPageAt('/dockerfile/', directory)).toThrow(
    'BASE=/dockerfile/ is not usable: the course has a page at that path. Take another, such as /docker/.',
  )
})

it('the address to open has the path of the site', () => {
  expect(pageAddress('http://localhost:8000', '/')).toBe('http://localhost:8000')
  expect(pageAddress('http://localhost:8000', '/docker/')).toBe('http://localhost:8000/docker/')
})

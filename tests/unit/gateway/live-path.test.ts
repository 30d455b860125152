import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { liveCourseOf } from '../../../sandbox-server/gateway/live-path.ts'

const asked = (url: string, courses: readonly string[]) =>
  liveCourseOf({ url } as IncomingMessage, courses)

describe('the live terminals that a request is for', () => {
  it.each([
    ['/live', [''], ''],
    ['/live?x=1', [''], ''],
    ['/git/live', ['git', 'docker'], 'git'],
    ['/docker/live', ['git', 'docker'], 'docker'],
  ])('%s, where the courses are %j: those of %j', (url, courses, course) => {
    expect(asked(url, courses)).toBe(course)
  })

  it.each([
    ['/live', ['git', 'docker']],
    ['/git/live', ['']],
    ['/linux/live', ['git', 'docker']],
    ['/git/live/', ['git']],
    ['/git/docker/live', ['git', 'docker']],
    ['//git/live', ['git', 'docker']],
    ['/git%2Flive', ['git']],
    ['', ['']],
  ])('%s, where the courses are %j: none', (url, courses) => {
    expect(asked(url, courses)).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { captured, fillIn } from '../../../lesson/capture.ts'

const LIST = 'CONTAINER ID   IMAGE    NAMES\nb55beb81b389   ubuntu   silly_einstein\n'

describe('a captured value', () => {
  it.each([
    ['the first group', String.raw`ubuntu +(\S+)$`, 'silly_einstein'],
    ['all of it where there is no group', '^[0-9a-f]{12}', 'b55beb81b389'],
    ['none where nothing is like it', 'redis', undefined],
  ])('is %s', (_, pattern, value) => {
    expect(captured({ name: 'x', pattern }, LIST)).toBe(value)
  })

  it.each([
    ['docker stop {visitor}', 'docker stop silly_einstein'],
    ['echo {visitor}{visitor}', 'echo silly_einsteinsilly_einstein'],
    ["docker ps --format '{{.Names}}'", "docker ps --format '{{.Names}}'"],
    ["docker ps --format '{{visitor}}'", "docker ps --format '{{visitor}}'"],
    ['echo {other}', 'echo {other}'],
  ])('stands in the place of its name: %s', (text, filled) => {
    expect(fillIn(text, new Map([['visitor', 'silly_einstein']]))).toBe(filled)
  })
})

import { describe, expect, it } from 'vitest'
import { socketPath } from '../../../node-protocol/messages.ts'

describe('the sockets of a sandbox to which a server may be connected', () => {
  it.each([
    '/run/blitz/ssh',
    '/run/blitz/shells/.new',
    // A server that was away finds a shell again by these.
    '/run/blitz/shells/dock~0123456789ab',
    '/run/blitz/shells/first-steps+run_1.2~0123456789ab',
  ])('are %s', (path) => {
    expect(socketPath.safeParse(path).success).toBe(true)
  })

  it.each([
    '/var/run/docker.sock',
    '/run/blitz/shells/..',
    '/run/blitz/shells/../ssh',
    '/run/blitz/shells/a/b~0123456789ab',
    '/run/blitz/shells/dock',
    '/run/blitz/ssh/../../docker.sock',
    'run/blitz/ssh',
    '/run/blitz/ssh\n',
  ])('are not %j', (path) => {
    expect(socketPath.safeParse(path).success).toBe(false)
  })
})

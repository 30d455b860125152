import { describe, expect, it } from 'vitest'
import { hello, NODE_PROTOCOL } from '../../../node-protocol/messages.ts'
import { Tenancy } from '../../../sandbox-node/tenancy.ts'
import { tenantOf } from '../../support/node.ts'

describe('a node that works for a server', () => {
  it('refuses a second one, and says since when and from where the first is there', () => {
    const tenancy = new Tenancy('1.0.0')
    const since = Date.UTC(2026, 10, 30, 14, 3)
    const first = tenantOf('one', { from: '10.0.1.5', since })
    tenancy.enter(first)
    expect(() => tenancy.enter(tenantOf('two'))).toThrow(
      'This node works for another server, connected from 10.0.1.5 since 2026-11-30 14:03 UTC. ' +
        'Stop that one first: a node serves one server at a time.',
    )
    expect(tenancy.tenant.value).toBe(first)
  })

  it('takes the next one as soon as the first has gone', () => {
    const tenancy = new Tenancy('1.0.0')
    const [first, second] = [tenantOf('one'), tenantOf('two')]
    tenancy.enter(first)
    tenancy.leave(first)
    tenancy.enter(second)
    expect(tenancy.tenant.value).toBe(second)
  })

  it('ends the earlier connection of the same server, whose end then changes nothing', () => {
    const tenancy = new Tenancy('1.0.0')
    let ends = 0
    const first = tenantOf('one', { end: () => ends++ })
    const again = tenantOf('one')
    tenancy.enter(first)
    tenancy.enter(again)
    expect(ends).toBe(1)
    tenancy.leave(first)
    expect(tenancy.tenant.value).toBe(again)
  })

  it('refuses another protocol by a sentence with both versions, and takes another version', () => {
    const tenancy = new Tenancy('1.4.0')
    const { hello: said } = tenantOf('one')
    const strange = { ...said, protocol: NODE_PROTOCOL + 1, version: '2.0.0' }
    expect(() => tenancy.enter(tenantOf('one', { hello: strange }))).toThrow(
      'The server has version 2.0.0, and this node 1.4.0: they do not understand each other. Update the older one.',
    )
    tenancy.enter(tenantOf('one', { hello: { ...said, version: '1.3.0' } }))
    expect(tenancy.tenant.value?.hello.version).toBe('1.3.0')
  })
})

describe('the hello of a server', () => {
  const { hello: said } = tenantOf('one')

  it.each([
    { deployment: 'ours', version: '1.0.0-rc.1+3' },
    { deployment: 'docker-blitz-3f9a1c20', version: '1.0.0' },
  ])('may be %o', (names) => {
    expect(hello.safeParse({ ...said, ...names }).success).toBe(true)
  })

  it.each([
    ['a name that is no deployment’s', { deployment: 'ours,label=else' }],
    ['a name that is too long', { deployment: 'a'.repeat(64) }],
    ['a version that a terminal obeys', { version: '1.0\u001b[2J' }],
  ])('may not have %s', (_, names) => {
    expect(hello.safeParse({ ...said, ...names }).success).toBe(false)
  })
})

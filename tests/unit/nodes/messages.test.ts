import { describe, expect, it } from 'vitest'
import { machineRoom, newSandbox, nodeFacts } from '../../../node-protocol/messages.ts'
import { machineOf } from '../../support/node.ts'
import { noSandboxes } from '../../support/server.ts'

const request = { id: 'one', authorizedKey: 'ssh-ed25519 AAAA' }

describe('a sandbox that a server asks for', () => {
  it.each([
    {},
    { limits: { memoryMiB: 32, diskMiB: 16, cpus: 0.1, pids: 32 } },
    { limits: { memoryMiB: 1_048_576, diskMiB: 1_048_576, cpus: 256, pids: 100_000 } },
  ])('may be %o', (rest) => {
    expect(newSandbox.safeParse({ course: '', request, ...rest }).success).toBe(true)
  })

  it.each([
    // The engine rounds it to 0, which is no limit at all.
    { limits: { cpus: 1e-10 } },
    { limits: { pids: 2 ** 40 } },
    { limits: { memoryMiB: 1e300 } },
    { limits: { diskMiB: 0.5 } },
    { request: { ...request, hub: { authority: '', names: ['a:10.0.0.1 b\n10.0.0.1 c'] } } },
    { request: { ...request, authorizedKey: 'x'.repeat(5000) } },
  ])('may not be %o', (rest) => {
    expect(newSandbox.safeParse({ course: '', request, ...rest }).success).toBe(false)
  })
})

describe('what a node says of itself', () => {
  const { facts } = machineOf(noSandboxes)

  it('is words, and no orders to the terminal of its host, or a page of them', () => {
    const said = nodeFacts.parse({
      ...facts,
      name: `one\u001b]0;mine\u0007\n${'x'.repeat(10_000)}`,
      warnings: ['Its disk is full.\n\u001b[2J'],
    })
    expect(said.name.slice(0, 15)).toBe('one ]0;mine xxx')
    expect(said.name).toHaveLength(255)
    expect(said.warnings).toEqual(['Its disk is full. [2J'])
  })

  it.each([{ id: 'one\ntwo' }, { cpus: 1e300 }, { warnings: Array(1000).fill('x') }])(
    'is not %o',
    (rest) => {
      expect(nodeFacts.safeParse({ ...facts, ...rest }).success).toBe(false)
    },
  )

  it('has no room that no machine has', () => {
    const room = { memoryBytes: 1e300, availableBytes: -1, stalled: 7, pressure: -1, busy: 1.01 }
    expect(machineRoom.parse(room)).toEqual({
      memoryBytes: 2 ** 50,
      availableBytes: 0,
      stalled: 1,
      pressure: 0,
      busy: 1,
    })
  })
})

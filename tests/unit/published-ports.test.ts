import { describe, expect, it } from 'vitest'
import { parsePorts } from '../../sandbox-server/sandboxes/published-ports.ts'

const container = (name: string, Ports: object[], State = 'running') => ({
  Names: [`/${name}`],
  State,
  Ports,
})

describe('the published ports of a list of containers', () => {
  it.each([
    ['no containers', [], []],
    ['a port that is only exposed', [container('a', [{ PrivatePort: 80, Type: 'tcp' }])], []],
    [
      'one port, for both kinds of addresses',
      [
        container('web1', [
          { IP: '0.0.0.0', PrivatePort: 8080, PublicPort: 8080, Type: 'tcp' },
          { IP: '::', PrivatePort: 8080, PublicPort: 8080, Type: 'tcp' },
        ]),
      ],
      [{ port: 8080, container: 'web1' }],
    ],
    ['a port of UDP', [container('dns', [{ PublicPort: 5353, Type: 'udp' }])], []],
    [
      'a container that is paused',
      [container('a', [{ PublicPort: 1, Type: 'tcp' }], 'paused')],
      [],
    ],
    [
      'several, lowest first',
      [
        container('b', [{ PublicPort: 9000, Type: 'tcp' }]),
        container('a', [{ PublicPort: 80, Type: 'tcp' }]),
      ],
      [
        { port: 80, container: 'a' },
        { port: 9000, container: 'b' },
      ],
    ],
  ])('%s', (_, list, ports) => {
    expect(parsePorts(list)).toEqual(ports)
  })

  it.each([
    ['a port out of range', [container('bad', [{ PublicPort: 70_000, Type: 'tcp' }])]],
    ['a port that is no number', [container('bad', [{ PublicPort: '80', Type: 'tcp' }])]],
    ['a name of 900 kB', [container('x'.repeat(900_000), [{ PublicPort: 81, Type: 'tcp' }])]],
    ['a container that is nothing', [null]],
    ['a port that is nothing', [container('bad', [null as unknown as object])]],
    ['names that are none', [{ Names: 'web', State: 'running', Ports: [] }]],
    ['no state', [{ Names: ['/bad'], Ports: [{ PublicPort: 82, Type: 'tcp' }] }]],
  ])('leaves out %s, and nothing else', (_, bad) => {
    const good = container('web1', [{ PublicPort: 8080, Type: 'tcp' }])
    const list = [...bad, good, ...bad]
    expect(parsePorts(list)).toEqual([{ port: 8080, container: 'web1' }])
  })

  it('is bounded, whatever the engine says', () => {
    const many = Array.from({ length: 1000 }, (_, port) => ({ PublicPort: port + 1, Type: 'tcp' }))
    expect(parsePorts([container('many', many)])).toHaveLength(32)
    expect(() => parsePorts({ message: 'page not found' })).toThrow()
  })
})

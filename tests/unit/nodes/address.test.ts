import { describe, expect, it } from 'vitest'
import { parseNodeAddress, showNodeAddress } from '../../../node-protocol/address.ts'

describe('the address of a node', () => {
  it.each([
    ['unix:/run/docker-blitz/node.sock', { path: '/run/docker-blitz/node.sock' }],
    ['tasks.node:7443', { host: 'tasks.node', port: 7443 }],
    ['10.0.1.3:7443', { host: '10.0.1.3', port: 7443 }],
    ['[fd00::3]:7443', { host: 'fd00::3', port: 7443 }],
  ])('is %s', (written, address) => {
    expect(parseNodeAddress(written)).toEqual(address)
    expect(showNodeAddress(address)).toBe(written)
  })

  it.each(['', 'node', 'unix:node.sock', 'node:0', 'node:65536', 'fd00::3:7443', 'http://node:1'])(
    'is not %j',
    (written) => {
      expect(parseNodeAddress(written)).toBe(undefined)
    },
  )
})

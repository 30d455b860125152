import { describe, expect, it } from 'vitest'
import {
  clientAddress,
  networkList,
  sharedAddress,
} from '../../../sandbox-server/gateway/client-address.ts'

describe("a reader's address", () => {
  it.each([
    ['no proxy is trusted', '203.0.113.7', '198.51.100.1', [], '203.0.113.7'],
    ['the proxy names it', '127.0.0.1', '198.51.100.1', ['127.0.0.1'], '198.51.100.1'],
    ['the proxy comes by IPv6', '::ffff:127.0.0.1', '198.51.100.1', ['127.0.0.1'], '198.51.100.1'],
    [
      'a client lies before it',
      '127.0.0.1',
      '1.1.1.1, 198.51.100.1',
      ['127.0.0.1'],
      '198.51.100.1',
    ],
    [
      'two proxies stand there',
      '::1',
      '198.51.100.1, 10.0.0.9',
      ['::1', '10.0.0.0/8'],
      '198.51.100.1',
    ],
    ['the header is nonsense', '127.0.0.1', 'unknown', ['127.0.0.1'], '127.0.0.1'],
    ['there is no header', '127.0.0.1', undefined, ['127.0.0.1'], '127.0.0.1'],
    ['it is IPv6', '::1', '2001:db8::5', ['::1'], '2001:db8::5'],
    ['its port is there', '127.0.0.1', '192.0.2.1:5678', ['127.0.0.1'], '192.0.2.1'],
    ['its port is there with IPv6', '::1', '[2001:db8::5]:5678', ['::1'], '2001:db8::5'],
  ])('when %s', (_, peer, header, trusted, address) => {
    expect(clientAddress(peer, header, networkList(trusted))).toBe(address)
  })

  it.each([
    ['127.0.0.1', undefined],
    ['127.8.8.8', undefined],
    ['::1', undefined],
    ['', undefined],
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8::5', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is counted as %s', (address, shared) => {
    expect(sharedAddress(address)).toBe(shared)
  })
})

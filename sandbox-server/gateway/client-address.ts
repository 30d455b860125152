import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Bits of an IPv6 address that name a network: a household or a room gets one (RFC 6177). */
const IPV6_NETWORK_GROUPS = 4

/** @param networks addresses or networks, such as `127.0.0.1` and `10.0.0.0/8`, that are valid. */
export function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** @returns how to learn the address of whoever asks, behind proxies of these networks. */
export function addressReader(
  trustedProxies: readonly string[] = [],
): (request: IncomingMessage) => string {
  const trusted = networkList(trustedProxies)
  return ({ socket, headers }) => {
    const forwardedFor = headers['x-forwarded-for']
    return clientAddress(socket.remoteAddress, [forwardedFor].flat().join(), trusted)
  }
}

/**
 * The address that a connection comes from. `X-Forwarded-For` is believed as far as each hop that
 * wrote to it is trusted: it is read from its end, and what a client put at its beginning is never
 * reached.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trusted: BlockList,
): string {
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim())
  let address = plain(peer ?? '')
  while (isIn(trusted, address)) {
    const before = plain(hops.pop() ?? '')
    if (isIP(before) === 0) break
    address = before
  }
  return address
}

/**
 * By what readers are counted together: an IPv4 address or an IPv6 network.
 * @returns undefined for this machine itself: who is on it needs no bound.
 */
export function sharedAddress(address: string): string | undefined {
  if (isIP(address) === 0 || isIn(LOOPBACK, address)) return undefined
  if (isIP(address) === 4) return address
  // The URL parser writes every IPv6 address in its one shortest form.
  const [head = '', tail = ''] = new URL(`http://[${address.split('%')[0]}]`).hostname
    .slice(1, -1)
    .split('::')
  const groups = (part: string) => part.split(':').filter(Boolean)
  const missing = 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)]
  return `${all.slice(0, IPV6_NETWORK_GROUPS).join(':')}::/64`
}

const LOOPBACK = networkList(['127.0.0.0/8', '::1'])

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * An IPv4 address stays one where it comes as IPv6 (`::ffff:192.0.2.1`). Some proxies add the port:
 * `192.0.2.1:5678`, `[2001:db8::1]:5678`.
 */
function plain(hop: string): string {
  const [, bracketed, dotted] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+)$/.exec(hop) ?? []
  const address = bracketed ?? dotted ?? hop
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
}

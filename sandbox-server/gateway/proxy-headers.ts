/**
 * Headers by which a proxy says that it passes a request on, and for whom: RFC 7239 (`Forwarded`),
 * RFC 9110 section 7.6.3 (`Via`), RFC 8586 (`CDN-Loop`), and what products write instead of them.
 */
const NAMES: ReadonlySet<string> = new Set([
  'cdn-loop',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'cf-ipcountry',
  'cf-ray',
  'cf-visitor',
  'client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'forwarded',
  'forwarded-for',
  'front-end-https',
  'incap-client-ip',
  'proxy-client-ip',
  'true-client-ip',
  'via',
  'wl-proxy-client-ip',
  'x-amzn-trace-id',
  'x-arr-log-id',
  'x-appengine-user-ip',
  'x-azure-clientip',
  'x-azure-socketip',
  'x-client-ip',
  'x-cloud-trace-context',
  'x-cluster-client-ip',
  'x-envoy-external-address',
  'x-envoy-internal',
  'x-forwarded',
  'x-nf-client-connection-ip',
  'x-original-host',
  'x-original-url',
  'x-proxyuser-ip',
  'x-real-ip',
  'x-remote-addr',
  'x-remote-ip',
  'x-vercel-id',
])

const PREFIXES = ['x-forwarded-', 'x-original-forwarded-', 'x-vercel-forwarded-']

/** @param name in lower case. @returns whether a proxy may have written that header. */
export function isProxyHeader(name: string): boolean {
  return NAMES.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix))
}

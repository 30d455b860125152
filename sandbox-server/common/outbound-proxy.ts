import { connect } from 'node:net'

type Environment = Readonly<Record<string, string | undefined>>

/** By which programs know the proxy of their network; some read the lower case alone, some both. */
const ADDRESSES = ['HTTP_PROXY', 'HTTPS_PROXY'] as const
const EXCEPTIONS = 'NO_PROXY'

/** Ports of proxies whose address names none, by scheme. */
const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }
const OTHER_PORT = 1080

/** Time for a proxy to take a connection, in milliseconds. */
const ANSWER_MILLISECONDS = 5000

/**
 * The proxy of the host's network, as variables for programs that download something: in upper and in
 * lower case, and with a scheme, without which apt takes no address. Sandboxes get none of it.
 * @returns nothing where the host has no proxy.
 */
export function proxyVariables(environment: Environment): Record<string, string> {
  const addresses = ADDRESSES.flatMap((name) => {
    const value = valueIn(environment, name)
    return value === undefined ? [] : bothCases(name, withScheme(value))
  })
  const exceptions = valueIn(environment, EXCEPTIONS)
  if (addresses.length === 0) return {}
  return Object.fromEntries([
    ...addresses,
    ...(exceptions === undefined ? [] : bothCases(EXCEPTIONS, exceptions)),
  ])
}

/** @returns the same, as a container's environment: `NAME=value`. */
export function proxyEnvironment(environment: Environment): string[] {
  return Object.entries(proxyVariables(environment)).map(([name, value]) => `${name}=${value}`)
}

/** What is known of one of the host's proxies. */
export interface ProxyAnswer {
  /** The variable that names it. */
  readonly name: string
  /** Without name and password. */
  readonly address: string
  /** Why it cannot be used, such as `ECONNREFUSED`; undefined where it takes connections. */
  readonly trouble: string | undefined
}

/** Asks each proxy of the host whether it takes connections. */
export function askProxies(environment: Environment): Promise<ProxyAnswer[]> {
  const named = ADDRESSES.flatMap((name) => {
    const value = valueIn(environment, name)
    return value === undefined ? [] : [{ name, url: URL.parse(withScheme(value)) }]
  })
  return Promise.all(
    named.map(async ({ name, url }) => {
      if (!url?.hostname) return { name, address: 'no address', trouble: 'it cannot be read' }
      const port = Number(url.port) || (PORTS[url.protocol] ?? OTHER_PORT)
      const host = url.hostname.replace(/^\[|\]$/g, '')
      return { name, address: `${url.protocol}//${url.host}`, trouble: await troubleAt(host, port) }
    }),
  )
}

/** @returns the one sentence on a proxy that cannot be used. */
export function proxySentence({ name, address, trouble }: ProxyAnswer): string {
  return (
    `${name} names ${address}, where no proxy answers (${trouble}). ` +
    `Correct ${name}, such as http://proxy.example.org:3128, or unset it.`
  )
}

/** @returns the sentence on the first proxy that cannot be used; undefined where there is none. */
export async function proxyTrouble(environment: Environment): Promise<string | undefined> {
  const broken = (await askProxies(environment)).find(({ trouble }) => trouble !== undefined)
  return broken && proxySentence(broken)
}

/** As curl has it, the lower case counts first. */
function valueIn(environment: Environment, name: string): string | undefined {
  return environment[name.toLowerCase()] || environment[name] || undefined
}

function bothCases(name: string, value: string): [string, string][] {
  return [
    [name, value],
    [name.toLowerCase(), value],
  ]
}

function withScheme(value: string): string {
  return value.includes('://') ? value : `http://${value}`
}

function troubleAt(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_MILLISECONDS })
    const end = (trouble: string | undefined) => {
      socket.destroy()
      resolve(trouble)
    }
    socket.once('connect', () => end(undefined))
    socket.once('timeout', () => end('it takes no connection'))
    socket.once('error', ({ code, message }: NodeJS.ErrnoException) => end(code ?? message))
  })
}

import { readFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { type Duplex, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { type Reader, until } from './reader.ts'

const APP = new URL('./preview-app.sh', import.meta.url)

/** What starts the app, once its script is there. */
export function runApp(name: string, port: number): string {
  return (
    `docker container run -d --name ${name} --publish ${port}:8080 -v ~/app.sh:/app.sh ` +
    'busybox:latest nc -ll -p 8080 -e /app.sh'
  )
}

/** Puts the app's script into the reader's home directory. */
export async function writeApp({ client }: Reader): Promise<void> {
  const script = (await readFile(APP)).toString('base64')
  const { status, stderr } = await client.exec(
    `echo ${script} | base64 -d > ~/app.sh && chmod +x ~/app.sh`,
  )
  if (status !== 0) throw new Error(`The app was not written: ${stderr}`)
}

/** Starts the app in a container of the reader's that publishes it, and waits until that is known. */
export async function startApp(reader: Reader, name = 'web1', port = 8080): Promise<void> {
  await writeApp(reader)
  const { status, stderr } = await reader.client.exec(runApp(name, port), { milliseconds: 60_000 })
  if (status !== 0) throw new Error(`The app did not start: ${stderr}`)
  await until(() => reader.ports.some((one) => one.port === port), `port ${port} on the page`)
  // A port is published before the app listens.
  const answers = `curl --silent --output /dev/null localhost:${port}/`
  await reader.client.exec(`until ${answers}; do sleep 0.05; done`, { milliseconds: 60_000 })
}

export interface Visit {
  readonly method?: string
  readonly headers?: IncomingHttpHeaders
  readonly body?: Readable | Buffer | string
}

export interface Visited {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Asks the server on this machine, whatever name the address has. */
export async function begin(address: string, visit: Visit = {}): Promise<IncomingMessage> {
  const { host, port, pathname, search } = new URL(address)
  const { method = 'GET', headers = {}, body } = visit
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    path: pathname + search,
    method,
    headers: { host, ...headers },
  })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject)
  })
  if (body instanceof Readable) await pipeline(body, request)
  else request.end(body)
  return answer
}

export async function ask(address: string, visit?: Visit): Promise<Visited> {
  const answer = await begin(address, visit)
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: await text(answer) }
}

/** Asks for a WebSocket. @returns the stream, or the answer that there was instead. */
export function askSocket(
  address: string,
  headers: IncomingHttpHeaders,
): Promise<{ stream: Duplex; head: Buffer } | { status: number }> {
  const { host, port, pathname } = new URL(address)
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    path: pathname,
    headers: {
      host,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  })
  return new Promise((resolve, reject) => {
    request.once('upgrade', (_, stream, head) => resolve({ stream, head }))
    request.once('response', ({ statusCode = 0 }) => resolve({ status: statusCode }))
    request.once('error', reject)
    request.end()
  })
}

/** One browser's way into a preview: the ticket taken, the cookie kept. */
export class Visitor {
  /** The preview's own address, without the ticket. */
  readonly base: string
  readonly cookie: string

  private constructor(base: string, cookie: string) {
    this.base = base
    this.cookie = cookie
  }

  static async enter(address: string): Promise<Visitor> {
    const { status, headers, text } = await ask(address)
    if (status !== 303) throw new Error(`The ticket was not taken: ${status} ${text}`)
    const cookies = headers['set-cookie'] ?? []
    const base = new URL(headers.location ?? '', address).href
    return new Visitor(base, cookies.map((cookie) => cookie.split(';', 1)[0]).join('; '))
  }

  ask(path: string, { headers, ...visit }: Visit = {}): Promise<Visited> {
    return ask(this.base + path, {
      ...visit,
      headers: { ...headers, cookie: this.#cookies(headers) },
    })
  }

  begin(path: string): Promise<IncomingMessage> {
    return begin(this.base + path, { headers: { cookie: this.cookie } })
  }

  #cookies(headers: IncomingHttpHeaders | undefined): string {
    return [this.cookie, headers?.cookie].filter(Boolean).join('; ')
  }
}

// Ends with status 0 where the server of this container answers. Plain JavaScript with few imports,
// since it runs every few seconds.
const { HOST = '127.0.0.1', PORT = '8000', BASE = '/' } = process.env

/** Where a server that listens everywhere is found. */
const EVERYWHERE = new Map([
  ['', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])

const host = EVERYWHERE.get(HOST) ?? HOST
const name = host.includes(':') ? `[${host}]` : host
const answer = await fetch(`http://${name}:${PORT || '8000'}${BASE || '/'}healthz`).catch(() => {})
process.exit(answer?.ok ? 0 : 1)

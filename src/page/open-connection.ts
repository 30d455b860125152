import type { SocketLike } from '../../protocol/client.ts'
import { FallbackSocket } from '../../protocol/fallback-socket.ts'
import type { HttpTransportKind } from '../../protocol/http-socket.ts'
import { LIVE_ANSWER, SOCKET_PATH } from '../../protocol/limits.ts'
import { atBase } from '../site/at-base.ts'
import { tabStorage } from '../storage/browser-storage.ts'

/** Which transport worked last in this tab, where it was no WebSocket. */
const TRANSPORT_KEY = 'blitz-transport'

/** Time that the server has to say that it is there, in milliseconds. */
const ANSWER_MILLISECONDS = 4000

let hadSocket = false

/** Where the site's live terminals are. */
function liveAddress(): URL {
  return new URL(atBase(SOCKET_PATH), location.href)
}

/** Begins a connection to the site's server: a WebSocket, or what takes its place. */
export function openConnection(): SocketLike {
  const known = knownTransport()
  return new FallbackSocket({
    openSocket,
    openHttp: () => openHttp(known ?? 'stream'),
    isServerThere,
    tries: known ? 0 : hadSocket ? 2 : 1,
    onSocket: () => {
      hadSocket = true
    },
  })
}

function openSocket(): WebSocket {
  const url = liveAddress()
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(url)
}

async function openHttp(kind: HttpTransportKind): Promise<SocketLike> {
  const { HttpSocket } = await import('../../protocol/http-socket.ts')
  const socket = new HttpSocket({
    address: liveAddress().href,
    fetch: (address, options) => fetch(address, options),
    kind,
    onKind: (found) => tabStorage.set(TRANSPORT_KEY, found),
  })
  // Of a page that goes, a browser closes a WebSocket by itself.
  addEventListener('pagehide', () => socket.close(), { once: true })
  return socket
}

function knownTransport(): HttpTransportKind | undefined {
  const known = tabStorage.get(TRANSPORT_KEY)
  return known === 'stream' || known === 'poll' ? known : undefined
}

async function isServerThere(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MILLISECONDS)
    const answer = await fetch(liveAddress(), { cache: 'no-store', signal })
    return (await answer.text()) === LIVE_ANSWER
  } catch {
    return false
  }
}

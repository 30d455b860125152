import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { PROTOCOL_VERSION, SOCKET_PATH } from '../../protocol/limits.ts'

/** Opcodes of RFC 6455 section 5.2. */
export const OPCODE = { text: 1, binary: 2, ping: 9 } as const

const FINAL = 0x80
const MASKED = 0x80

/** A TCP connection to a server of this machine, with nothing said on it. */
export async function rawConnection(address: string): Promise<Socket> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  socket.on('error', () => socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** A WebSocket without a library at this end: it sends what no library would. */
export async function rawSocket(address: string): Promise<Socket> {
  const socket = await rawConnection(address)
  const { host } = new URL(address)
  socket.write(
    `GET ${SOCKET_PATH} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${address}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  )
  const [answer] = (await once(socket, 'data')) as [Buffer]
  if (!answer.toString().startsWith('HTTP/1.1 101 ')) throw new Error('It speaks no WebSocket.')
  return socket
}

/** A frame as a client sends it, masked by zeros. */
export function frame(payload: string | Uint8Array, opcode: number = OPCODE.text): Buffer {
  const body = Buffer.from(payload)
  const mask = Buffer.alloc(4)
  if (body.length < 126) {
    return Buffer.concat([Buffer.of(FINAL | opcode, MASKED | body.length), mask, body])
  }
  const head = Buffer.of(FINAL | opcode, MASKED | 126, body.length >> 8, body.length & 0xff)
  return Buffer.concat([head, mask, body])
}

export function hello(token?: string): Buffer {
  return frame(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, token }))
}

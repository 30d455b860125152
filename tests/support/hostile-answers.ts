/** What an app may answer: a name for the test, and the bytes, one character each. */
export type HostileAnswer = readonly [name: string, bytes: string]

const BODY = 'Content-Length: 2\r\n\r\nhi'
const byte = (code: number) => String.fromCharCode(code)
const named = (code: number) => `0x${code.toString(16).padStart(2, '0')}`
const digits = (status: number) => String(status).padStart(3, '0')

/** Every status of three digits, and every byte where a reader's program may put it. */
export function everyStatus(step = 1): HostileAnswer[] {
  const statuses = Array.from({ length: Math.ceil(1000 / step) }, (_, index) => index * step)
  return statuses.map((status) => [
    `status ${digits(status)}`,
    `HTTP/1.1 ${digits(status)} Fine\r\n${BODY}`,
  ])
}

export function everyByte(step = 1): HostileAnswer[] {
  const codes = Array.from({ length: Math.ceil(256 / step) }, (_, index) => index * step)
  return codes.flatMap((code): HostileAnswer[] => [
    [`${named(code)} in a reason`, `HTTP/1.1 200 O${byte(code)}K\r\n${BODY}`],
    [`${named(code)} in a value`, `HTTP/1.1 200 OK\r\nX-Own: a${byte(code)}b\r\n${BODY}`],
    [`${named(code)} in a name`, `HTTP/1.1 200 OK\r\nX${byte(code)}Own: a\r\n${BODY}`],
    [`${named(code)} in a redirect`, `HTTP/1.1 302 Found\r\nLocation: /a${byte(code)}b\r\n${BODY}`],
    [
      `${named(code)} in a cookie`,
      `HTTP/1.1 200 OK\r\nSet-Cookie: a=${byte(code)}; Path=/${byte(code)}\r\n${BODY}`,
    ],
    [
      `${named(code)} in a policy`,
      `HTTP/1.1 200 OK\r\nContent-Security-Policy: a${byte(code)}\r\n${BODY}`,
    ],
    [`${named(code)} in a version`, `HTTP/1.${byte(code)} 200 OK\r\n${BODY}`],
  ])
}

/** Answers that break HTTP in every other way, each of which ends by itself. */
export const BROKEN_ANSWERS: readonly HostileAnswer[] = [
  ['nothing', ''],
  ['a line end', '\r\n'],
  ['no HTTP at all', '-ERR unknown command\r\n'],
  ['a status of four digits', `HTTP/1.1 2000 OK\r\n${BODY}`],
  ['a status of one digit', `HTTP/1.1 2 OK\r\n${BODY}`],
  ['no status', `HTTP/1.1  \r\n${BODY}`],
  ['no reason', `HTTP/1.1 200\r\n${BODY}`],
  ['a version of the future', `HTTP/9.9 200 OK\r\n${BODY}`],
  ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nhi'],
  ['a head that is cut', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ['a body that is cut', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhi'],
  ['a body that is too long', `HTTP/1.1 200 OK\r\n${BODY}${'x'.repeat(1000)}`],
  ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhi'],
  ['a length past all numbers', `HTTP/1.1 200 OK\r\nContent-Length: 1${'0'.repeat(40)}\r\n\r\nhi`],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi'],
  [
    'a length and chunks',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
  ],
  ['a chunk with no number', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhi\r\n'],
  [
    'a chunk past all numbers',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\nhi\r\n`,
  ],
  ['chunks that are cut', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi'],
  [
    'trailers of its own',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\nhi\r\n0\r\nX: a\r\n\r\n',
  ],
  ['a header without a colon', `HTTP/1.1 200 OK\r\nnothing\r\n${BODY}`],
  ['a header without a name', `HTTP/1.1 200 OK\r\n: a\r\n${BODY}`],
  ['a folded header', `HTTP/1.1 200 OK\r\nX-Own: a\r\n b\r\n${BODY}`],
  ['a header of 100 kB', `HTTP/1.1 200 OK\r\nX-Own: ${'a'.repeat(100_000)}\r\n${BODY}`],
  ['5,000 headers', `HTTP/1.1 200 OK\r\n${'X-Own: a\r\n'.repeat(5000)}${BODY}`],
  ['names of JavaScript', `HTTP/1.1 200 OK\r\n__proto__: a\r\nconstructor: b\r\n${BODY}`],
  ['a reason of 50 kB', `HTTP/1.1 200 ${'a'.repeat(50_000)}\r\n${BODY}`],
  ['a body where there is none', `HTTP/1.1 304 Not Modified\r\n${BODY}`],
  ['an answer after the answer', `HTTP/1.1 200 OK\r\n${BODY}HTTP/1.1 099 Twice\r\n${BODY}`],
  ['101 that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\n\r\nhi'],
  [
    '101 to another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nhi',
  ],
  [
    '101 to WebSocket',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhi',
  ],
  ['10,000 informational answers', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(10_000)],
]
